package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
  @TempDir Path folder;

  private static List<String> accounts(HttpResponse<String> response) {
    List<String> accounts = new ArrayList<>();
    JsonArray list = new JsonObject(response.body()).getJsonArray("account_list");
    for (int i = 0; i < list.size(); i++) {
      accounts.add(list.getJsonObject(i).getString("account_num"));
    }
    return accounts;
  }

  /** Every value of an answer is a string, as in MyData. */
  private static void assertAllStrings(Object value) {
    switch (value) {
      case JsonObject object -> object.forEach(member -> assertAllStrings(member.getValue()));
      case JsonArray array -> array.forEach(AnswersTest::assertAllStrings);
      default -> assertThat(value).isInstanceOf(String.class);
    }
  }

  @Test
  void aUserHasTheSameZeroToFiveAccountsEachTime() throws Exception {
    Set<Integer> sizes = new HashSet<>();
    try (Bank bank = Bank.open(folder)) {
      for (int i = 0; i < 60; i++) {
        HttpResponse<String> first = bank.accountsOf("user" + i);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(accounts(bank.accountsOf("user" + i))).isEqualTo(accounts(first));
        assertThat(new JsonObject(first.body()).getString("account_cnt"))
            .isEqualTo(Integer.toString(accounts(first).size()));
        assertAllStrings(new JsonObject(first.body()));
        sizes.add(accounts(first).size());
      }
    }
    assertThat(sizes).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Test
  void anAccountsDetailsAreTold() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      String account = Person.of("anna", 1).object(Hash.of("BANK" + "account"), 0);
      HttpResponse<String> list = bank.accountsOf("anna");
      assertThat(accounts(list)).first().isEqualTo(account);

      HttpResponse<String> details = bank.balance("anna", account);

      assertThat(Bank.code(details)).isEqualTo("200/00000");
      assertThat(new JsonObject(details.body()).getString("object")).isEqualTo(account);
      assertThat(details.headers().firstValue("content-type"))
          .contains("application/json; charset=UTF-8");
      assertAllStrings(new JsonObject(details.body()));
    }
  }

  @Test
  void aBodyWrittenInAnotherWayIsUnderstoodToo() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      String account = accounts(bank.accountsOf("anna")).getFirst();
      String body =
          "{ \"account_num\" : \"%s\",\n \"more\": [1], \"org_code\":\"B\\u0041NK\" }"
              .formatted(account);

      HttpResponse<String> details =
          bank.send(
              bank.request("anna", "/v1/bank/accounts/deposit/detail")
                  .POST(HttpRequest.BodyPublishers.ofString(body)));

      assertThat(Bank.code(details)).isEqualTo("200/00000");
    }
  }

  @Test
  void theTransactionIdComesBack() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      HttpResponse<String> answer =
          bank.send(
              HttpRequest.newBuilder(bank.at(Bank.accounts("0")))
                  .header("x-api-type", "scheduled")
                  .header("x-api-tran-id", "ABC123")
                  .header("x-user", "anna"));

      assertThat(answer.headers().firstValue("x-api-tran-id")).contains("ABC123");
    }
  }

  @Test
  void whoAsksSinceTheLastChangeHearsThatNothingHasChanged() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      String since = new JsonObject(bank.accountsOf("anna").body()).getString("search_timestamp");
      assertThat(since).matches("[0-9]{14}");

      HttpResponse<String> again = bank.send(bank.request("anna", Bank.accounts(since)));

      assertThat(Bank.code(again)).isEqualTo("200/00001");
      assertThat(new JsonObject(again.body()).containsKey("account_list")).isFalse();
    }
  }

  @Test
  void pagesLeadToAllAccountsAndSomeAreEmptyThoughAnotherFollows() throws Exception {
    Habits paged =
        new Habits(1, new Latency(Duration.ZERO, 0), 0, 1, 0, 0, Duration.ofDays(10_000));
    int emptyWithNext = 0;
    try (Bank bank = Bank.open(folder, paged)) {
      for (int i = 0; i < 40; i++) {
        String user = "user" + i;
        List<String> all = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
          HttpResponse<String> page = bank.send(bank.request(user, Bank.accounts("0") + cursor));
          assertThat(Bank.code(page)).isEqualTo("200/00000");
          String next = new JsonObject(page.body()).getString("next_page");
          all.addAll(accounts(page));
          emptyWithNext += next != null && accounts(page).isEmpty() ? 1 : 0;
          cursor = next == null ? "" : "&next_page=" + next;
          pages++;
        } while (!cursor.isEmpty());
        Person person = Person.of(user, 1);
        List<String> expected = new ArrayList<>();
        for (int o = 0; o < person.objects(Hash.of("BANKaccount")); o++) {
          expected.add(person.object(Hash.of("BANKaccount"), o));
        }
        assertThat(all).isEqualTo(expected);
        assertThat(pages).isBetween(2, 4);
        HttpResponse<String> beyond =
            bank.send(bank.request(user, Bank.accounts("0") + "&next_page=page-" + (pages + 1)));
        assertThat(Bank.code(beyond)).isEqualTo("400/40001");
      }
    }
    assertThat(emptyWithNext).isPositive();
  }

  @Test
  void aSmallLimitMakesMorePages() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      String user = "anna";
      int owned = accounts(bank.accountsOf(user)).size();
      assertThat(owned).isGreaterThan(2);
      String yaml = Bank.POLICY.replace("limit=500", "limit=2");
      try (Bank small = Bank.open(folder, yaml)) {
        HttpResponse<String> page =
            small.send(small.request(user, Bank.accounts("0").replace("500", "2")));
        assertThat(accounts(page)).hasSize(2);
        assertThat(new JsonObject(page.body()).getString("next_page")).isEqualTo("page-2");
      }
    }
  }

  @Test
  void wrongRequestsAreSaidToBeWrong() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      assertThat(Bank.code(bank.send(bank.request("anna", "/v1/none")))).isEqualTo("404/40401");
      assertThat(Bank.code(bank.send(bank.request("anna", Bank.accounts("0")).DELETE())))
          .isEqualTo("405/40501");
      assertThat(Bank.code(bank.send(bank.request("anna", "/v1/bank/accounts/deposit/detail"))))
          .isEqualTo("405/40501");
      assertThat(Bank.code(bank.send(bank.request("anna", "/v1/bank/accounts?limit=500"))))
          .isEqualTo("400/40001");
      assertThat(
              Bank.code(
                  bank.send(
                      bank.request("anna", "/v1/bank/accounts/deposit/detail")
                          .POST(HttpRequest.BodyPublishers.ofString("no json")))))
          .isEqualTo("400/40001");
      assertThat(Bank.code(bank.balance("anna", "110-1-0"))).isEqualTo("404/40402");
      assertThat(
              Bank.code(
                  bank.send(
                      HttpRequest.newBuilder(bank.at(Bank.accounts("0"))).header("x-user", "a"))))
          .isEqualTo("400/40002");
      assertThat(
              Bank.code(
                  bank.send(
                      HttpRequest.newBuilder(bank.at(Bank.accounts("0")))
                          .header("x-user", "a")
                          .header("x-api-type", "scheduled")
                          .header("x-api-tran-id", "no spaces"))))
          .isEqualTo("400/40002");
    }
  }

  @Test
  void aBearerTokenSaysWhoseDataItIs() throws Exception {
    String yaml =
        Bank.POLICY.replace("auth: none", "auth: bearer").replace(", x-user: \"{user}\"", "");
    try (Bank bank = Bank.open(folder, yaml)) {
      HttpResponse<String> none = bank.accountsOf("ignored");
      HttpResponse<String> anna =
          bank.send(
              bank.request("ignored", Bank.accounts("0"))
                  .header("Authorization", "Bearer t1.anna"));

      assertThat(Bank.code(none)).isEqualTo("401/40101");
      assertThat(Bank.code(anna)).isEqualTo("200/00000");
      assertThat(accounts(anna))
          .first()
          .asString()
          .isEqualTo(Person.of("anna", 1).object(Hash.of("BANKaccount"), 0));
      assertThat(bank.rows()).last().asString().startsWith("BANK,anna,accounts,,1,");
    }
  }

  @Test
  void endedConsentsAndClosedAccountsAreSaidSo() throws Exception {
    Habits ended = new Habits(1, new Latency(Duration.ZERO, 0), 0, 0, 1, 0, Duration.ofDays(1));
    Habits closed = new Habits(1, new Latency(Duration.ZERO, 0), 0, 0, 0, 1, Duration.ofDays(1));
    try (Bank bank = Bank.open(folder, ended)) {
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("401/40106");
    }
    try (Bank bank = Bank.open(folder, closed)) {
      String account = accounts(bank.accountsOf("anna")).getFirst();
      assertThat(Bank.code(bank.balance("anna", account))).isEqualTo("403/40305");
    }
  }

  @Test
  void http2IsSpokenWithoutTlsWhereThePolicySaysSo() throws Exception {
    try (Bank bank = Bank.open(folder, Bank.POLICY + "http2: true\n");
        HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpRequest request = bank.request("anna", Bank.accounts("0")).build();
      assertThat(http2.send(request, HttpResponse.BodyHandlers.ofString()).version())
          .isEqualTo(HttpClient.Version.HTTP_2);
      HttpResponse<String> second = http2.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(Bank.code(second)).isEqualTo("200/00000");
    }
  }

  @Test
  void otherRegimesAreAnsweredInTheirOwnWords() throws Exception {
    String yaml =
        """
        code: BANK
        name: Bank
        preset: psd2-ais
        zone: Europe/Berlin
        limits: [{calls: 100, per: second}]
        quota: [{scope: object, times: 1, per: rolling, length: PT24H, counts: starts}]
        endpoints: [{url: "http://localhost:1/psd2/"}]
        calls:
          - name: accounts
            get: "/v1/accounts"
            pages: {link: "_links.next.href"}
            each: {from: "accounts[*].resourceId", as: resource}
          - name: transactions
            get: "/v1/accounts/{resource}/transactions?dateFrom=2026-01-01"
            for-each: resource
        """
            .replace("/psd2/", "/psd2");
    Habits paged =
        new Habits(1, new Latency(Duration.ZERO, 0), 0, 1, 0, 0, Duration.ofDays(10_000));
    Bank bank = Bank.open(folder, yaml, paged);
    try (bank) {
      HttpResponse<String> first = psd2(bank, "/v1/accounts");
      JsonObject json = new JsonObject(first.body());
      String next = json.getJsonObject("_links").getJsonObject("next").getString("href");
      assertThat(next).isEqualTo("/psd2/v1/accounts?sim_page=page-2");
      HttpResponse<String> second = psd2(bank, next.substring("/psd2".length()));
      assertThat(second.statusCode()).isEqualTo(200);
      String account = Person.of("anna", 1).object(Hash.of("BANKresource"), 0);
      HttpResponse<String> details =
          psd2(bank, "/v1/accounts/" + account + "/transactions?dateFrom=2026-01-01");
      assertThat(details.statusCode()).isEqualTo(200);
      HttpResponse<String> again =
          psd2(bank, "/v1/accounts/" + account + "/transactions?dateFrom=2026-01-01");
      assertThat(again.statusCode()).isEqualTo(429);
      assertThat(
              new JsonObject(again.body())
                  .getJsonArray("tppMessages")
                  .getJsonObject(0)
                  .getString("code"))
          .isEqualTo("ACCESS_EXCEEDED");
      assertThat(bank.rows().get(2)).startsWith("BANK,anna,transactions," + account + ",1,");
    }
  }

  private static HttpResponse<String> psd2(Bank bank, String target) throws Exception {
    return bank.send(
        HttpRequest.newBuilder(bank.at(target)).header("Authorization", "Bearer anna"));
  }
}
