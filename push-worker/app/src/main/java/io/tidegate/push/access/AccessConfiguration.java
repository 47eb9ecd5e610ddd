package io.tidegate.push.access;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts the door before what is asked for, but for its description and what browsers are to know.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration implements WebMvcConfigurer {
  private final Door door;

  AccessConfiguration(Door door) {
    this.door = door;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(door)
        .addPathPatterns("/v1/**")
        .excludePathPatterns("/v1/openapi.json", "/v1/web-push-key");
  }
}
