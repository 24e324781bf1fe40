import Foundation
import OnsetReport
import Testing

/// Elements as XML that any reader accepts.
@Suite struct MarkupElementTests {
  @Test func whatMeansSomethingInXMLIsEscaped() throws {
    let element = MarkupElement(
      "text", ["label": "a \"quoted\" <name> & more"], text: "σ_w² < 1 & q > 0\u{1}")
    let markup = element.markup
    #expect(
      markup == "<text label=\"a &quot;quoted&quot; &lt;name&gt; &amp; more\">"
        + "σ_w² &lt; 1 &amp; q &gt; 0\u{FFFD}</text>\n")
    let document = try MarkupDocument(parsing: markup)
    #expect(document.elements[0].attributes["label"] == "a \"quoted\" <name> & more")
  }

  @Test func elementsNest() throws {
    let document = try MarkupDocument(
      parsing: MarkupElement("g", [:], [MarkupElement("rect", ["width": "2"]), MarkupElement("g")])
        .markup)
    #expect(document.elements.map(\.name) == ["g", "rect", "g"])
  }

  /// The reader itself has to refuse what is not well formed, or these tests could not fail.
  @Test func whatIsNotWellFormedIsRefused() {
    #expect(throws: MarkupDocument.NotWellFormed.self) {
      try MarkupDocument(parsing: "<svg><g></svg>")
    }
    #expect(throws: MarkupDocument.NotWellFormed.self) {
      try MarkupDocument(parsing: "<svg>a & b</svg>")
    }
  }

  @Test(arguments: [(1.0, "1"), (-0.5, "-0.5"), (2.345678, "2.35"), (0.001, "0"), (-0.001, "0")])
  func lengthsHaveTwoDecimals(value: Double, text: String) {
    #expect(value.svg == text)
  }
}
