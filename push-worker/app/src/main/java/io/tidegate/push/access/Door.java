package io.tidegate.push.access;

import io.tidegate.push.request.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Stands before everything under {@code /v1}: nothing is read of a body before it. */
@Component
class Door implements HandlerInterceptor {
  /** The request attribute that holds the {@link Caller}. */
  static final String CALLER = Caller.class.getName();

  private final Access access;

  Door(Access access) {
    this.access = access;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Caller caller = access.caller(request.getHeader(HttpHeaders.AUTHORIZATION));
    request.setAttribute(CALLER, caller);
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> variables
        && variables.get("user") instanceof String user) {
      Access.demand(caller, UserId.of(user));
    } else {
      // Whatever is not a user's own is the backend's, unknown paths too.
      Access.demandBackend(caller);
    }
    return true;
  }
}
