package io.tidegate.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nAuthorization: Bearer s3cr3t.abc-_~+/==\nHost: x",
        "authorization:Basic s3cr3t",
        "Cookie: session=s3cr3t; other=s3cr3t",
        "Set-Cookie: session=s3cr3t",
        "{\"access_token\":\"s3cr3t\",\"a\":1}",
        "{\"refreshToken\" : \"s3c\\\"r3t s3cr3t\"}",
        "{\"client_secret\":\"s3cr3t",
        "grant_type=x&refresh_token=s3cr3t&scope=y",
        "POST /token?password=s3cr3t HTTP/1.1",
        "the header was bearer s3cr3t"
      })
  void noSecretIsShown(String text) {
    assertThat(Masking.mask(text)).doesNotContain("s3cr3t").contains("***");
  }

  @Test
  void whatIsNoSecretStays() {
    String text =
        "GET /v1/bank/accounts?org_code=A&limit=500\nx-api-tran-id: A1\n\n"
            + "{\"rsp_code\":\"00000\",\"tokens_are_fine\":12,\"account_num\":\"110-22\"}";
    assertThat(Masking.mask(text)).isEqualTo(text);
  }

  @Test
  void longTextsAreCutAndNulIsShown() {
    assertThat(Masking.mask("x".repeat(20_000))).hasSize(Masking.MOST);
    assertThat(Masking.mask("a\0b")).isEqualTo("a\\0b");
  }

  @Test
  void aHugeQuotedFieldIsMaskedWithoutOverflow() {
    String text = "{\"token\":\"" + "\\\"".repeat(500_000) + "\"}";
    assertThat(Masking.mask(text)).isEqualTo("{\"token\":\"***\"}");
  }
}
