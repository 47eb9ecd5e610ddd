package io.tidegate.push.preview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What sites let robots do (RFC 9309): asked once a day and site. A site that has no rules allows
 * all, one whose rules cannot be had allows nothing.
 */
final class Robots {
  /** RFC 9309, 2.5: at least so much is read; rules that are cut off within it still count. */
  private static final int MOST = 500 << 10;

  private static final int REDIRECTS = 5;

  /** What all that is known takes up: many sites with few rules, or few with many. */
  private static final long MOST_KNOWN = 16 << 20;

  /** About what a text takes up besides its letters, with the rule that it belongs to. */
  private static final int EACH = 80;

  /** RFC 9309, 2.4. */
  private static final Duration KNOWN = Duration.ofDays(1);

  private static final WebPages.Reading ALL =
      new WebPages.Reading() {
        @Override
        public boolean wants(int status, @Nullable String type) {
          return status == 200;
        }

        @Override
        public boolean isEnough(Buffer read) {
          return false;
        }
      };

  private final WebPages pages;
  private final List<String> names;
  private final Cache<String, SimpleRobotRules> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST_KNOWN)
          .weigher(Robots::bytes)
          .expireAfterWrite(KNOWN)
          .executor(Runnable::run) // what is too much goes before the next comes
          .build();

  /**
   * Knows nothing yet.
   *
   * @param name what sites call us, as in our user agent
   */
  Robots(WebPages pages, String name) {
    this.pages = pages;
    this.names = List.of(name.toLowerCase(Locale.ROOT));
  }

  /** About what the rules of a site take up. */
  static int bytes(String site, SimpleRobotRules rules) {
    int bytes = EACH + site.length();
    for (SimpleRobotRules.RobotRule rule : rules.getRobotRules()) {
      bytes += EACH + rule.getPrefix().length();
    }
    for (String siteMap : rules.getSitemaps()) {
      bytes += EACH + siteMap.length();
    }
    return bytes;
  }

  /** Whether we may ask for a page; asks its site first, if it has not been asked. */
  boolean allow(PageUrl url, Deadline deadline) throws Unseen {
    SimpleRobotRules rules = known.getIfPresent(url.origin());
    if (rules == null) {
      rules = ask(url, deadline);
      known.put(url.origin(), rules);
    }
    return rules.isAllowed(url.text());
  }

  private SimpleRobotRules ask(PageUrl url, Deadline deadline) throws Unseen {
    PageUrl at = PageUrl.of(url.origin() + "/robots.txt");
    for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
      WebPage answer = pages.get(at, MOST, ALL, deadline);
      if (answer.isRedirect() && answer.location() != null) {
        at = at.then(answer.location());
        continue;
      }
      if (answer.status() >= 500 || answer.status() == 429) {
        throw new Unseen(NoPreview.BUSY);
      }
      SimpleRobotRulesParser parser =
          new SimpleRobotRulesParser(SimpleRobotRulesParser.DEFAULT_MAX_CRAWL_DELAY, 0);
      return answer.status() == 200
          ? parser.parseContent(at.text(), answer.body().getBytes(), answer.type(), names)
          : parser.failedFetch(404); // whatever else it says, there are no rules
    }
    throw new Unseen(NoPreview.REDIRECTS);
  }
}
