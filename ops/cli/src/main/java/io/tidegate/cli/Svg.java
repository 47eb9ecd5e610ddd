package io.tidegate.cli;

/**
 * A drawing as SVG text, piece by piece. Coordinates are pixels from the upper left corner. Each
 * piece has a kind: its class in the drawing's style sheet.
 */
public final class Svg {

  private final StringBuilder text = new StringBuilder();

  /**
   * An empty sheet.
   *
   * @param label read to who cannot see it
   * @param style a CSS style sheet; {@code .paper} is the ground
   */
  public Svg(int width, int height, String label, String style) {
    String size = " width=\"" + width + "\" height=\"" + height + "\"";
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(width + " " + height + "\"" + size)
        .append(" role=\"img\" aria-label=\"" + xml(label) + "\">\n")
        .append("<style>\n" + style + "</style>\n")
        .append("<rect class=\"paper\"" + size + " rx=\"8\"/>\n");
  }

  /** A rectangle, with a hint for the mouse if that is not empty. */
  public void rect(String kind, double x, double y, double width, double height, String hint) {
    open("rect", kind);
    put("x", x);
    put("y", y);
    put("width", Math.max(0, width));
    put("height", Math.max(0, height));
    text.append(hint.isEmpty() ? "/>\n" : "><title>" + xml(hint) + "</title></rect>\n");
  }

  /** A straight line. */
  public void line(String kind, double x1, double y1, double x2, double y2) {
    open("line", kind);
    put("x1", x1);
    put("y1", y1);
    put("x2", x2);
    put("y2", y2);
    text.append("/>\n");
  }

  /** Text; {@code anchor} is start, middle or end. */
  public void text(String kind, double x, double y, String anchor, String words) {
    open("text", kind);
    put("x", x);
    put("y", y);
    text.append(" text-anchor=\"" + anchor + "\">" + xml(words) + "</text>\n");
  }

  /** An upright text, read from below. */
  public void upright(String kind, double x, double y, String words) {
    open("text", kind);
    text.append(" transform=\"translate(" + number(x) + " " + number(y) + ") rotate(-90)\"")
        .append(" text-anchor=\"middle\">" + xml(words) + "</text>\n");
  }

  /** A way, in the words of SVG's path data. */
  public void path(String kind, String way) {
    open("path", kind);
    text.append(" d=\"" + way + "\"/>\n");
  }

  private void open(String element, String kind) {
    text.append("<" + element + " class=\"" + kind + "\"");
  }

  private void put(String name, double value) {
    text.append(" " + name + "=\"" + number(value) + "\"");
  }

  /** A coordinate to a hundredth, with a point whatever the locale. */
  public static String number(double value) {
    return String.valueOf(Math.round(value * 100) / 100.0);
  }

  /** The whole drawing. */
  public String end() {
    return text + "</svg>\n";
  }

  /** Text that cannot be taken for markup; characters that XML does not know are dropped. */
  static String xml(String words) {
    StringBuilder safe = new StringBuilder();
    words
        .codePoints()
        .filter(c -> c >= 0x20 && c != 0xFFFE && c != 0xFFFF && !(c >= 0xD800 && c <= 0xDFFF))
        .forEach(
            c -> {
              switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
