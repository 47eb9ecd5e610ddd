package io.tidegate.push.preview;

import io.tidegate.messages.LinkPreview;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Reads what a link shows, from its page. Blocks, within bounds. */
final class PageReader {
  private static final int LONGEST_PICTURE = 1_000;

  /** Where sites send whoever has not logged in. */
  private static final Set<String> DOORS =
      Set.of("login", "log-in", "signin", "sign-in", "sso", "auth", "oauth", "oauth2", "authorize");

  private final WebPages pages;
  private final Robots robots;
  private final Addresses addresses;
  private final PreviewSettings settings;

  PageReader(WebPages pages, Robots robots, Addresses addresses, PreviewSettings settings) {
    this.pages = pages;
    this.robots = robots;
    this.addresses = addresses;
    this.settings = settings;
  }

  /**
   * Reads it.
   *
   * @throws Unseen if it shows nothing, whatever the reason
   */
  LinkPreview read(String link) throws Unseen {
    Deadline deadline = Deadline.in(settings.timeout());
    PageUrl url = PageUrl.of(link);
    for (int redirects = 0; redirects <= settings.redirects(); redirects++) {
      if (!robots.allow(url, deadline)) {
        throw new Unseen(NoPreview.ROBOTS);
      }
      boolean led = redirects > 0;
      HeadOnly head = new HeadOnly(led); // a door's lock is in its body
      WebPage page = pages.get(url, settings.largestBytes(), head, deadline);
      String location = page.location();
      if (!page.isRedirect() || location == null) {
        refuse(page);
        if (page.cut() && !head.isOver()) {
          throw new Unseen(NoPreview.TOO_BIG);
        }
        return preview(OpenGraph.of(page.body().getBytes(), page.type(), url.text()), url, led);
      }
      url = url.then(location);
    }
    throw new Unseen(NoPreview.REDIRECTS);
  }

  private static void refuse(WebPage page) throws Unseen {
    int status = page.status();
    if (status == 401 || status == 403 || status == 407) {
      throw new Unseen(NoPreview.LOGIN);
    }
    if (status == 429 || status >= 500) {
      throw new Unseen(NoPreview.BUSY);
    }
    if (status != 200) {
      throw new Unseen(NoPreview.GONE);
    }
    if (!WebPage.isHtml(page.type())) {
      throw new Unseen(NoPreview.NOT_HTML);
    }
  }

  private LinkPreview preview(OpenGraph said, PageUrl url, boolean led) throws Unseen {
    if (led && (said.login() || isDoor(url))) {
      throw new Unseen(NoPreview.LOGIN);
    }
    String picture = said.picture();
    LinkPreview preview =
        new LinkPreview(said.title(), picture != null && mayBeShown(picture) ? picture : null);
    if (preview.title() == null && preview.picture() == null) {
      throw new Unseen(NoPreview.SILENT);
    }
    return preview;
  }

  private static boolean isDoor(PageUrl url) {
    for (String part : url.target().split("[/?]", -1)) {
      if (DOORS.contains(part.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  /** Devices fetch pictures by themselves: nobody may send them into the network around them. */
  private boolean mayBeShown(String picture) {
    if (picture.length() > LONGEST_PICTURE) {
      return false;
    }
    try {
      PageUrl url = PageUrl.of(picture);
      return url.isSecure() && !addresses.of(url.host()).isEmpty();
    } catch (Unseen | IOException e) {
      return false;
    }
  }
}
