package io.tidegate.standalone.chaos;

/**
 * A row of a ledger. Users and objects of a run have plain names, so nothing is quoted.
 *
 * @param micros since 1970
 */
record CallRow(String user, String call, String object, long micros, int status, String code) {
  static CallRow parse(String line) {
    String[] fields = line.split(",", -1);
    return new CallRow(
        fields[1],
        fields[2],
        fields[3],
        Long.parseLong(fields[5]),
        Integer.parseInt(fields[6]),
        fields[7]);
  }

  String key() {
    return user + "/" + call + "/" + object;
  }

  boolean succeeded() {
    return status == 200 && code.startsWith("0000");
  }
}
