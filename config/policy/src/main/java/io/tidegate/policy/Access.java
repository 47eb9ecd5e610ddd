package io.tidegate.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the institution is reached.
 *
 * @param endpoints at least one
 * @param balance how calls are spread over them
 * @param http2 HTTP/2 instead of HTTP/1.1
 * @param timeouts how long things may take
 * @param headers sent with every call
 * @param auth what a call shows of the consent
 * @param tls name of the bundle with key and trusted certificates, for mutual TLS; null for none
 * @param transactionIds how {@code {tran-id}} is made
 */
public record Access(
    List<Endpoint> endpoints,
    Balance balance,
    boolean http2,
    Timeouts timeouts,
    Map<String, Template> headers,
    Auth auth,
    @Nullable String tls,
    TransactionIds transactionIds) {

  public Access {
    endpoints = List.copyOf(endpoints);
    headers = Map.copyOf(headers);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one endpoint, but there is none");
    }
  }
}
