/// One self-contained page: a heading, sections, and the style of both and of the charts in them.
///
/// Nothing is loaded and nothing is run: no script, no font, no image from elsewhere, and a policy in the
/// page's head forbids them should text from a model ever get past the escaping. The page is well-formed
/// XML too, which tests use.
package struct HTMLPage: Sendable {
  /// What the browser's tab says.
  package var title: String
  /// What stands above the first section: the heading and what the page is about.
  package var heading: [MarkupElement]
  /// The parts of the page, also listed below the heading for readers who jump.
  package var sections: [HTMLSection]
  /// What stands below the last section.
  package var footer: [MarkupElement]

  package init(
    title: String, heading: [MarkupElement], sections: [HTMLSection], footer: [MarkupElement]
  ) {
    self.title = title
    self.heading = heading
    self.sections = sections
    self.footer = footer
  }

  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    + "form-action 'none'"

  /// The page as the text of a file.
  package var document: String {
    let head = MarkupElement(
      "head", [:],
      [
        MarkupElement("meta", ["charset": "utf-8"]),
        MarkupElement(
          "meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy]),
        MarkupElement(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        MarkupElement("meta", ["name": "color-scheme", "content": "light dark"]),
        // Without it a browser asks the server for one.
        MarkupElement("link", ["rel": "icon", "href": "data:,"]),
        MarkupElement("title", [:], text: title),
        MarkupElement("style", [:], text: HTMLStyle.sheet + "\n" + ChartColors.styleSheet),
      ])
    let body = MarkupElement(
      "body", [:],
      [
        MarkupElement("header", [:], heading + [navigation]),
        MarkupElement("main", [:], sections.map(\.element)),
        MarkupElement("footer", [:], footer),
      ])
    return "<!DOCTYPE html>\n" + MarkupElement("html", ["lang": "en"], [head, body]).markup
  }

  private var navigation: MarkupElement {
    MarkupElement(
      "nav", ["aria-label": "Sections"],
      sections.map { MarkupElement("a", ["href": "#\($0.identifier)"], text: $0.title) })
  }
}
