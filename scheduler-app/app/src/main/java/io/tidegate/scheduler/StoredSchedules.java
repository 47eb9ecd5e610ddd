package io.tidegate.scheduler;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the cluster's stored schedules into line with those that are declared: what an older
 * version left would fire for ever, or fail for ever as its class is gone. The state of the
 * triggers that stay is not touched. While versions are mixed, the node that started last decides.
 */
final class StoredSchedules {
  private static final Logger LOG = LoggerFactory.getLogger(StoredSchedules.class);

  private StoredSchedules() {}

  /** To be called before the scheduler starts, and before it looks at what it has stored. */
  static void keepOnly(Scheduler scheduler, List<JobDetail> jobs, List<Trigger> triggers)
      throws SchedulerException {
    Set<TriggerKey> declared =
        triggers.stream().map(Trigger::getKey).collect(Collectors.toUnmodifiableSet());
    for (TriggerKey stored : scheduler.getTriggerKeys(GroupMatcher.anyGroup())) {
      if (!declared.contains(stored) && scheduler.unscheduleJob(stored)) {
        LOG.info("trigger {} is declared no more, and removed", stored);
      }
    }
    Set<JobKey> known =
        jobs.stream().map(JobDetail::getKey).collect(Collectors.toUnmodifiableSet());
    for (JobKey stored : scheduler.getJobKeys(GroupMatcher.anyGroup())) {
      if (!known.contains(stored) && scheduler.deleteJob(stored)) {
        LOG.info("job {} is declared no more, and removed", stored);
      }
    }
    for (JobDetail job : jobs) {
      scheduler.addJob(job, true); // its class may have another name by now
    }
  }
}
