package io.tidegate.scheduler;

import io.tidegate.scheduler.dispatch.MinuteJob;
import io.tidegate.scheduler.dispatch.MinuteWatchJob;
import io.tidegate.scheduler.gauge.GaugesJob;
import io.tidegate.scheduler.institution.PolicyWatchJob;
import io.tidegate.scheduler.ledger.DayCloseJob;
import io.tidegate.scheduler.plan.DayTargetsJob;
import io.tidegate.scheduler.retention.RetentionJob;
import io.tidegate.scheduler.traffic.LearningJob;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.scheduling.quartz.SpringBeanJobFactory;
import org.springframework.transaction.PlatformTransactionManager;

/** All schedules: those of the cluster, of which one node fires each, and those of every node. */
@Configuration(proxyBeanMethods = false)
class Schedules {
  /** A job and when it is due. */
  private record Schedule(Class<? extends Job> job, String name, String cron) {
    JobDetail detail() {
      return JobBuilder.newJob(job).withIdentity(name).storeDurably().build();
    }

    /** Nothing fires because it was missed: each job sees by itself what is to be done. */
    Trigger trigger() {
      return TriggerBuilder.newTrigger()
          .withIdentity(name + " " + cron)
          .forJob(name)
          .withSchedule(
              CronScheduleBuilder.cronSchedule(cron)
                  .inTimeZone(TimeZone.getTimeZone("UTC"))
                  .withMisfireHandlingInstructionDoNothing())
          .build();
    }
  }

  /** Fired by one node of the cluster. */
  private static final List<Schedule> CLUSTER =
      List.of(
          new Schedule(MinuteJob.class, "minute", "50 * * * * ?"),
          new Schedule(DayTargetsJob.class, "day-targets", "20 * * * * ?"),
          new Schedule(DayCloseJob.class, "day-close", "35 * * * * ?"),
          new Schedule(RetentionJob.class, "retention", "40 7 * * * ?"));

  /** Fired by every node for itself. */
  private static final List<Schedule> NODE =
      List.of(
          new Schedule(LearningJob.class, "traffic-learning", "5 * * * * ?"),
          new Schedule(GaugesJob.class, "gauges", "25 * * * * ?"),
          new Schedule(PolicyWatchJob.class, "policy-watch", "45 * * * * ?"),
          new Schedule(MinuteWatchJob.class, "minute-watch", "55 * * * * ?"));

  @Bean
  SchedulerFactoryBean clusterScheduler(
      DataSource database,
      PlatformTransactionManager transactions,
      ApplicationContext context,
      @Value("${tidegate.schedules.enabled:true}") boolean enabled) {
    SchedulerFactoryBean scheduler =
        scheduler(new InLineFactory(), "tidegate", 4, CLUSTER, context, enabled);
    scheduler.setDataSource(database);
    scheduler.setTransactionManager(transactions);
    return scheduler;
  }

  @Bean
  SchedulerFactoryBean nodeScheduler(
      ApplicationContext context, @Value("${tidegate.schedules.enabled:true}") boolean enabled) {
    return scheduler(new SchedulerFactoryBean(), "node", 3, NODE, context, enabled);
  }

  /** Lets the store hold nothing else before anything fires. */
  private static final class InLineFactory extends SchedulerFactoryBean {
    @Override
    protected void registerJobsAndTriggers() throws SchedulerException {
      StoredSchedules.keepOnly(
          getScheduler(),
          CLUSTER.stream().map(Schedule::detail).toList(),
          CLUSTER.stream().map(Schedule::trigger).toList());
      super.registerJobsAndTriggers();
    }
  }

  private static SchedulerFactoryBean scheduler(
      SchedulerFactoryBean scheduler,
      String name,
      int threads,
      List<Schedule> schedules,
      ApplicationContext context,
      boolean on) {
    SpringBeanJobFactory jobs = new SpringBeanJobFactory();
    jobs.setApplicationContext(context);
    scheduler.setJobFactory(jobs);
    scheduler.setSchedulerName(name);
    scheduler.setAutoStartup(on);
    scheduler.setWaitForJobsToCompleteOnShutdown(true);
    scheduler.setOverwriteExistingJobs(false);
    scheduler.setJobDetails(schedules.stream().map(Schedule::detail).toArray(JobDetail[]::new));
    scheduler.setTriggers(schedules.stream().map(Schedule::trigger).toArray(Trigger[]::new));
    scheduler.setQuartzProperties(properties(name, threads));
    return scheduler;
  }

  private static Properties properties(String name, int threads) {
    Properties quartz = new Properties();
    quartz.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    quartz.setProperty("org.quartz.threadPool.threadNamePrefix", name + "-schedule");
    quartz.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    quartz.setProperty("org.quartz.scheduler.idleWaitTime", "5000");
    if (name.equals("node")) {
      return quartz;
    }
    quartz.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    quartz.setProperty("org.quartz.jobStore.isClustered", "true");
    quartz.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    quartz.setProperty("org.quartz.jobStore.clusterCheckinInterval", "5000");
    quartz.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
    quartz.setProperty("org.quartz.jobStore.useProperties", "true");
    quartz.setProperty(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    return quartz;
  }
}
