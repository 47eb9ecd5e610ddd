package io.tidegate.process;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Whatever goes wrong with a request of whatever process is answered by a problem document (RFC
 * 9457). What Spring MVC refuses is one already; here is the rest: what fails within, what no
 * database can store, and what Tomcat refuses before anybody sees it.
 */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
class ProblemAnswers {
  @Bean
  ProblemPage problemPage() {
    return new ProblemPage();
  }

  @Bean
  UnstorableText unstorableText() {
    return new UnstorableText();
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
              }
            });
  }
}
