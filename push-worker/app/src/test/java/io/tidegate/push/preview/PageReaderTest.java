package io.tidegate.push.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tidegate.messages.LinkPreview;
import io.tidegate.push.address.AddressSettings;
import io.tidegate.push.address.PublicAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Whatever a page is, it is read within bounds, and shows something or nothing. */
class PageReaderTest {
  private static final LinkPreview KETTLE =
      new LinkPreview("Kettle, 1.7 l", "https://pictures.example/kettle.png");

  private final Vertx vertx = Vertx.vertx();
  private final List<WebPages> opened = new ArrayList<>();
  private final Site site = new Site(vertx);
  private final PublicAddresses strict = new PublicAddresses(new AddressSettings(false));

  @AfterEach
  void stop() {
    opened.forEach(WebPages::close);
    site.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Names under "example" are this machine's; all else is as it is. */
  private List<InetAddress> resolve(String host) throws IOException {
    if (host.endsWith(".example")) {
      return List.of(InetAddress.ofLiteral("127.0.0.1"));
    }
    if (host.endsWith(".invalid")) {
      throw new UnknownHostException(host);
    }
    return strict.of(host);
  }

  private PageReader reader(Duration timeout, HttpClientOptions options) {
    PreviewSettings settings =
        new PreviewSettings(
            true,
            null,
            "TidegateBot",
            timeout,
            DataSize.ofKilobytes(64),
            3,
            4,
            100,
            Duration.ofDays(1),
            Duration.ofDays(60));
    WebPages pages = new WebPages(vertx, options, this::resolve, "TidegateBot/1.0");
    opened.add(pages);
    return new PageReader(pages, new Robots(pages, "TidegateBot"), this::resolve, settings);
  }

  private LinkPreview read(String link) throws Unseen {
    return reader(Duration.ofSeconds(20), new HttpClientOptions()).read(link);
  }

  private void assertNone(NoPreview why, String link) {
    assertThatExceptionOfType(Unseen.class)
        .as(link)
        .isThrownBy(() -> read(link))
        .satisfies(unseen -> assertThat(unseen.why()).isEqualTo(why));
  }

  @Test
  void aPageSaysItsTitleAndPictureAndIsAskedOnceUnderOurName() throws Exception {
    site.page("/kettle", "Kettle, 1.7 l");
    assertThat(read(site.link("/kettle"))).isEqualTo(KETTLE);
    assertThat(site.asked()).containsExactly("/robots.txt", "/kettle");
    assertThat(site.agents()).containsOnly("TidegateBot/1.0");
  }

  @Test
  void withoutOpenGraphATitleIsShownAndAPageThatSaysNothingShowsNothing() throws Exception {
    site.html("/plain", "<html><head><title>\n Kettles  &amp; more </title></head></html>");
    assertThat(read(site.link("/plain"))).isEqualTo(new LinkPreview("Kettles & more", null));
    site.html("/silent", "<html><head></head><body>hello</body></html>");
    assertNone(NoPreview.SILENT, site.link("/silent"));
    site.html("/empty", "");
    assertNone(NoPreview.SILENT, site.link("/empty"));
  }

  @Test
  void picturesAreAbsoluteAndNoneLeadsDevicesToWhereTheyShallNotGo() throws Exception {
    String html =
        "<html><head><meta property='og:title' content='t'>"
            + "<meta property='og:image' content='%s'></head></html>";
    for (String bad :
        List.of(
            "http://pictures.example/plain.png",
            "https://192.168.1.1/reboot",
            "https://[::1]/x",
            "https://nobody.invalid/x.png",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
            "https://pictures.example/" + "x".repeat(1000))) {
      site.html("/p", html.formatted(bad));
      assertThat(read(site.link("/p"))).as(bad).isEqualTo(new LinkPreview("t", null));
    }
    site.html("/p", html.formatted("//pictures.example/a b.png"));
    assertThat(read(site.link("/p")).title()).isEqualTo("t");
    site.html(
        "/p",
        "<head><base href='https://pictures.example/deep/'><meta name='og:image' content='x.png'>");
    assertThat(read(site.link("/p")))
        .isEqualTo(new LinkPreview(null, "https://pictures.example/deep/x.png"));
  }

  @Test
  void titlesAreReadInTheCharsetOfTheHeaderElseOfThePage() throws Exception {
    String page =
        "<html><head><meta charset='%s'><meta property='og:title' content='전기 주전자'></head></html>";
    Charset korean = Charset.forName("EUC-KR");
    site.on(
        "/header",
        request ->
            Site.answer(
                request,
                200,
                "text/html; charset=\"euc-kr\"",
                page.formatted("utf-8").getBytes(korean)));
    site.on(
        "/meta",
        request ->
            Site.answer(request, 200, "text/html", page.formatted("euc-kr").getBytes(korean)));
    site.on(
        "/unknown",
        request ->
            Site.answer(
                request,
                200,
                "text/html; charset=no-such-thing",
                page.formatted("utf-8").getBytes(UTF_8)));
    for (String path : List.of("/header", "/meta", "/unknown")) {
      assertThat(read(site.link(path)).title()).as(path).isEqualTo("전기 주전자");
    }
  }

  @Test
  void aTitleIsOneLineOfBoundedLengthWithoutWhatCannotBeShown() throws Exception {
    site.page("/t", "a\u202Eb\n\t c " + "x".repeat(500) + "😀");
    String title = String.valueOf(read(site.link("/t")).title());
    assertThat(title).startsWith("ab c x").hasSizeLessThanOrEqualTo(200);
    site.page("/t", "x".repeat(199) + "😀😀");
    assertThat(read(site.link("/t")).title()).endsWith("x😀");
  }

  @Test
  void whatIsNoUrlShowsNothing() {
    for (String none :
        List.of("no url", "https:///x", "ftp://shop.example/", "https://u:p@shop.example/", "")) {
      assertNone(NoPreview.NO_URL, none);
    }
  }

  @Test
  void whereNobodyIsNothingIsShown() {
    assertNone(NoPreview.UNKNOWN_HOST, "https://nobody.invalid/");
    int port = site.port();
    site.close();
    assertNone(NoPreview.UNREACHABLE, "http://shop.example:%d/".formatted(port));
  }

  @Test
  void aConnectionThatBreaksOffShowsNothing() {
    site.on("/reset", request -> request.connection().close());
    assertNone(NoPreview.UNREACHABLE, site.link("/reset"));
    site.on(
        "/half",
        request -> {
          request.response().putHeader("Content-Type", "text/html").setChunked(true);
          var _ =
              request
                  .response()
                  .write("<html><head>")
                  .onComplete(done -> request.connection().close());
        });
    assertNone(NoPreview.UNREACHABLE, site.link("/half"));
  }

  @Test
  void onlyAGoodCertificateCounts() throws Exception {
    X509Bundle papers =
        new CertificateBuilder()
            .subject("CN=shop.example")
            .addSanDnsName("shop.example")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Buffer certificate = Buffer.buffer(papers.getCertificatePEM());
    HttpServerOptions tls =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertValue(certificate)
                    .setKeyValue(Buffer.buffer(papers.getPrivateKeyPEM())));
    HttpClientOptions trusting =
        new HttpClientOptions().setTrustOptions(new PemTrustOptions().addCertValue(certificate));
    try (Site secure = new Site(vertx, tls)) {
      secure.page("/kettle", "Kettle, 1.7 l");
      assertThat(reader(Duration.ofSeconds(20), trusting).read(secure.link("/kettle")))
          .isEqualTo(KETTLE);
      assertNone(NoPreview.TLS, secure.link("/kettle"));
      String otherName = secure.link("/kettle").replace("shop.example", "other.example");
      assertThatExceptionOfType(Unseen.class)
          .isThrownBy(() -> reader(Duration.ofSeconds(20), trusting).read(otherName))
          .satisfies(unseen -> assertThat(unseen.why()).isEqualTo(NoPreview.TLS));
    }
    assertNone(NoPreview.TLS, site.link("/kettle").replace("http:", "https:"));
  }

  @Test
  void wallsAndWhatIsNotThereShowNothing() {
    for (int status : new int[] {401, 403, 407}) {
      site.on("/wall", request -> Site.answer(request, status, "text/html", Site.page("Log in")));
      assertNone(NoPreview.LOGIN, site.link("/wall"));
    }
    site.redirect("/account", "/members");
    site.html("/members", Site.page("Shop").replace("Kettles", "<input type=password>"));
    assertNone(NoPreview.LOGIN, site.link("/account"));
    site.redirect("/orders", "/Login?next=/orders");
    site.page("/Login", "Shop");
    assertNone(NoPreview.LOGIN, site.link("/orders"));
    for (int status : new int[] {204, 404, 410, 418}) {
      site.on("/gone", request -> Site.answer(request, status, "text/html", Site.page("x")));
      assertNone(NoPreview.GONE, site.link("/gone"));
    }
    for (int status : new int[] {429, 500, 503}) {
      site.on("/busy", request -> Site.answer(request, status, "text/html", Site.page("x")));
      assertNone(NoPreview.BUSY, site.link("/busy"));
    }
  }

  @Test
  void aPageThatHasALoginFormBesideItsContentIsShown() throws Exception {
    site.html("/kettle", Site.page("Kettle, 1.7 l").replace("Kettles", "<input type=password>"));
    assertThat(read(site.link("/kettle"))).isEqualTo(KETTLE);
  }

  @Test
  void whatIsNotHtmlShowsNothing() {
    for (String type : List.of("application/pdf", "image/png", "text/plain", "")) {
      site.on("/file", request -> Site.answer(request, 200, type, Site.page("x")));
      assertNone(NoPreview.NOT_HTML, site.link("/file"));
    }
    site.on(
        "/packed",
        request -> {
          request.response().putHeader("Content-Encoding", "gzip");
          Site.answer(request, 200, "text/html", new byte[] {31, -117, 8});
        });
    assertNone(NoPreview.NOT_HTML, site.link("/packed"));
  }

  @Test
  void robotsAreHeededForUsAndForAllAndAtEachRedirect() throws Exception {
    site.page("/private/kettle", "x");
    site.page("/public/kettle", "Kettle, 1.7 l");
    site.redirect("/public/led", "/private/kettle");
    site.html("/robots.txt", "");
    robots("User-agent: *\nDisallow: /private/\n");
    assertNone(NoPreview.ROBOTS, site.link("/private/kettle"));
    assertNone(NoPreview.ROBOTS, site.link("/public/led"));
    assertThat(read(site.link("/public/kettle"))).isEqualTo(KETTLE);
    robots("User-agent: *\nDisallow:\n\nUser-agent: tidegatebot\nDisallow: /\n");
    assertNone(NoPreview.ROBOTS, site.link("/public/kettle"));
    robots("User-agent: *\nDisallow: /\n\nUser-agent: TidegateBot\nAllow: /public/\n");
    assertThat(read(site.link("/public/kettle"))).isEqualTo(KETTLE);
    assertThat(site.asked()).doesNotContain("/private/kettle");
  }

  private void robots(String rules) {
    site.on("/robots.txt", request -> Site.answer(request, 200, "text/plain", rules));
  }

  @Test
  void aSiteWhoseRulesCannotBeHadIsLeftAloneAndOneWithoutRulesIsNot() throws Exception {
    site.page("/kettle", "Kettle, 1.7 l");
    site.on("/robots.txt", request -> Site.answer(request, 503, "text/plain", ""));
    assertNone(NoPreview.BUSY, site.link("/kettle"));
    site.redirect("/robots.txt", "/robots.txt");
    assertNone(NoPreview.REDIRECTS, site.link("/kettle"));
    assertThat(site.asked()).doesNotContain("/kettle");
    site.on("/robots.txt", request -> Site.answer(request, 403, "text/plain", ""));
    assertThat(read(site.link("/kettle"))).isEqualTo(KETTLE);
    site.redirect("/robots.txt", "/rules");
    site.on(
        "/rules",
        request -> Site.answer(request, 200, "text/plain", "User-agent: *\nDisallow: /\n"));
    assertNone(NoPreview.ROBOTS, site.link("/kettle"));
  }

  @Test
  void rulesAreAskedForOncePerSite() throws Exception {
    site.page("/one", "Kettle, 1.7 l");
    site.page("/two", "Kettle, 1.7 l");
    PageReader reader = reader(Duration.ofSeconds(20), new HttpClientOptions());
    reader.read(site.link("/one"));
    reader.read(site.link("/two"));
    assertThat(site.asked()).containsExactly("/robots.txt", "/one", "/two");
  }

  @Test
  void redirectsAreFollowedSoFarAndNoFurther() throws Exception {
    site.page("/3", "Kettle, 1.7 l");
    for (int i = 0; i < 3; i++) {
      site.redirect("/" + i, i == 1 ? site.link("/2#part") : "" + (i + 1));
    }
    assertThat(read(site.link("/0"))).isEqualTo(KETTLE);
    site.redirect("/begin", "/0");
    assertNone(NoPreview.REDIRECTS, site.link("/begin"));
    site.redirect("/loop", "/loop");
    assertNone(NoPreview.REDIRECTS, site.link("/loop"));
    site.redirect("/odd", "http://[");
    assertNone(NoPreview.NO_URL, site.link("/odd"));
    site.redirect("/file", "file:///etc/passwd");
    assertNone(NoPreview.NO_URL, site.link("/file"));
    site.redirect("/blank", "/blank page");
    site.page("/blank page", "x");
    site.page("/blank%20page", "Kettle, 1.7 l");
    assertThat(read(site.link("/blank"))).isEqualTo(KETTLE);
  }

  @Test
  void nothingIsReadFromAddressesOfTheInsideAlsoWhereARedirectLeadsThere() {
    String port = ":" + site.port();
    site.page("/inside", "the database");
    for (String host :
        List.of("127.0.0.1", "localhost", "[::1]", "10.0.0.7", "169.254.169.254", "2130706433")) {
      assertNone(NoPreview.PRIVATE_ADDRESS, "http://" + host + port + "/inside");
      site.redirect("/led", "http://" + host + port + "/inside");
      assertNone(NoPreview.PRIVATE_ADDRESS, site.link("/led"));
    }
    assertThat(site.asked()).doesNotContain("/inside");
  }

  @Test
  void anEndlessPageIsReadUntilItsHeadIsOverAndNoFurtherThanItsBound() throws Exception {
    endless("/good", Site.page("Kettle, 1.7 l"));
    assertThat(read(site.link("/good"))).isEqualTo(KETTLE);
    endless("/bad", "<html><head><title>x</title>");
    assertNone(NoPreview.TOO_BIG, site.link("/bad"));
    endless("/robots.txt", "User-agent: *\nDisallow: /secret\n");
    assertThat(read(site.link("/good"))).as("rules are cut as well").isEqualTo(KETTLE);
    assertNone(NoPreview.ROBOTS, site.link("/secret"));
  }

  private void endless(String path, String beginning) {
    Buffer more = Buffer.buffer("<!-- more -->\n".repeat(600));
    site.on(
        path,
        request -> {
          String type = path.endsWith(".txt") ? "text/plain" : "text/html";
          request.response().putHeader("Content-Type", type).setChunked(true);
          var _ = request.response().write(beginning);
          goOn(request, more);
        });
  }

  private static void goOn(HttpServerRequest request, Buffer more) {
    request.response().write(more).onSuccess(written -> goOn(request, more));
  }

  @Test
  void whatIsTooSlowIsGivenUpInTime() {
    PageReader hasty = reader(Duration.ofMillis(600), new HttpClientOptions());
    site.on("/silent", request -> {});
    site.on(
        "/slow",
        request -> {
          request.response().putHeader("Content-Type", "text/html").setChunked(true);
          vertx.setPeriodic(
              20,
              timer -> {
                if (request.response().closed()) {
                  vertx.cancelTimer(timer);
                } else {
                  var _ = request.response().write(" ");
                }
              });
        });
    for (String path : List.of("/silent", "/slow")) {
      long began = System.nanoTime();
      assertThatExceptionOfType(Unseen.class)
          .isThrownBy(() -> hasty.read(site.link(path)))
          .satisfies(unseen -> assertThat(unseen.why()).isEqualTo(NoPreview.TOO_SLOW));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aPageThatIsNestedWithoutEndIsReadAllTheSame() throws Exception {
    site.html("/deep", Site.page("Kettle, 1.7 l") + "<div>".repeat(10_000));
    site.html("/deeper", "<div><table>".repeat(5_000));
    assertThat(read(site.link("/deep"))).isEqualTo(KETTLE);
    assertNone(NoPreview.SILENT, site.link("/deeper"));
  }
}
