package io.tidegate.policy;

import org.jspecify.annotations.Nullable;

/**
 * Calls that a new file begins with: list the accounts, then look at each, as the regime does it.
 */
final class ExampleCalls {

  private ExampleCalls() {}

  static String of(@Nullable String preset) {
    return switch (preset) {
      case "kr-mydata" ->
          """
          calls:
            - name: accounts
              get: "/v1/bank/accounts?org_code={institution}&search_timestamp={since}&limit=500"
              pages: next_page                # follow the cursor; pages may be empty
              each: {from: "account_list[*].account_num", as: account}
            - name: deposit-detail
              post: "/v1/bank/accounts/deposit/detail"
              body: '{"org_code":"{institution}","account_num":"{account}","search_timestamp":"{since}"}'
              for-each: account
          """;
      case "psd2-ais" ->
          """
          calls:
            - name: accounts
              get: "/v1/accounts"
              each: {from: "accounts[*].resourceId", as: account}
            - name: balances
              get: "/v1/accounts/{account}/balances"
              for-each: account
            - name: transactions
              get: "/v1/accounts/{account}/transactions?bookingStatus=booked"
              pages: {link: _links.next.href}
              for-each: account
          """;
      case "brazil-open-finance" ->
          """
          calls:
            - name: accounts
              get: "/open-banking/accounts/v2/accounts"
              pages: {link: links.next}
              each: {from: "data[*].accountId", as: account}
            - name: balances
              get: "/open-banking/accounts/v2/accounts/{account}/balances"
              for-each: account
          """;
      case "cdr-au-unattended" ->
          """
          calls:
            - name: accounts
              get: "/cds-au/v1/banking/accounts"
              headers: {x-v: "2"}
              pages: {link: links.next}
              each: {from: "data.accounts[*].accountId", as: account}
            - name: balance
              get: "/cds-au/v1/banking/accounts/{account}/balance"
              headers: {x-v: "1"}
              for-each: account
          """;
      case null, default ->
          """
          calls:
            - name: accounts
              get: "/accounts?user={user}"
              each: {from: "accounts[*].id", as: account}
            - name: balance
              get: "/accounts/{account}/balance"
              for-each: account
          """;
    };
  }
}
