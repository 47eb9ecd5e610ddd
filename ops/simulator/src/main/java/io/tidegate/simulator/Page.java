package io.tidegate.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * One page of a list.
 *
 * @param objects the ids on it, perhaps none although another page follows
 * @param number from 1
 * @param last whether no page follows
 * @param exists false if the list has no such page
 */
record Page(List<String> objects, int number, boolean last, boolean exists) {
  /** The page of a call that has no list. */
  static final Page ONLY = new Page(List.of(), 1, true, true);

  /** The parameter that leads to a page where answers hold its whole address. */
  static final String IN_LINK = "sim_page";

  private static final String CURSOR = "page-";

  /**
   * Cuts a user's list into pages.
   *
   * @param kind of its objects
   * @param limit how many objects a page may hold, at least 1
   */
  static Page of(Person person, long kind, int number, double pagedShare, int limit) {
    int objects = person.objects(kind);
    int wanted = person.pages(kind, pagedShare);
    int empty = person.emptyPage(kind, wanted);
    int full = Math.max(1, wanted - (empty > 0 ? 1 : 0));
    int perPage = Math.max(1, Math.min(limit, (objects + full - 1) / full));
    int pages = Math.max(1, (objects + perPage - 1) / perPage) + (empty > 0 ? 1 : 0);
    int hole = Math.min(empty, pages);
    if (number < 1 || number > pages) {
      return new Page(List.of(), number, true, false);
    }
    List<String> ids = new ArrayList<>();
    if (number != hole) {
      int before = number - 1 - (hole > 0 && number > hole ? 1 : 0);
      for (int i = before * perPage; i < Math.min(objects, (before + 1) * perPage); i++) {
        ids.add(person.object(kind, i));
      }
    }
    return new Page(ids, number, number == pages, true);
  }

  /** What leads to the next page; empty on the last one. */
  String nextCursor() {
    return last ? "" : CURSOR + (number + 1);
  }

  /**
   * The address of the next page, path and query; empty on the last one.
   *
   * @param uri path and query of this page's request
   */
  String nextLink(String uri) {
    int own = uri.indexOf(IN_LINK + "=");
    String first = own < 0 ? uri : uri.substring(0, own - 1);
    return last ? "" : first + (first.indexOf('?') < 0 ? "?" : "&") + IN_LINK + "=" + nextCursor();
  }

  /** The page that a cursor leads to; 1 for none, 0 for one that this institution never gave. */
  static int numberOf(String cursor) {
    if (cursor.isEmpty()) {
      return 1;
    }
    if (!cursor.startsWith(CURSOR)) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(cursor.substring(CURSOR.length())));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
