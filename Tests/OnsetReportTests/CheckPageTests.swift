import Foundation
import OnsetReport
import Testing

/// The page of a check: what it says, what it links, what it must not let through.
@Suite struct CheckPageTests {
  @Test(arguments: [false, true])
  func aPageIsWellFormedAndHasARowALayer(isMeasured: Bool) throws {
    let page = try CheckPageFixture.page(CheckPageFixture.document(isMeasured: isMeasured))
    let rows = page.elements.filter { $0.attributes["id"]?.hasPrefix("layer-") == true }
      .filter { $0.name == "tr" }
    #expect(rows.count == 4)
    #expect(page.element(identified: "verdict")?.text == "1 error, 1 warning, 1 note")
    #expect(page.element(identified: "command")?.text == "onset check 'a b.onnx'")
    let facts = page.elements.filter { $0.name == "dd" }.map(\.text)
    #expect(facts == ["zoo/model.onnx", "1,234,567", "9", "4", "as found"])
    // Signals: predicted alone, or both; gradients of weights are only ever measured.
    let cells = page.elements.filter { $0.name == "td" }
    #expect(cells.count { $0.has(class: "predicted") } == 4 * 2)
    #expect(cells.count { $0.has(class: "measured") } == (isMeasured ? 4 * 3 : 0))
  }

  @Test func theTableHoldsEveryNumberWithItsError() throws {
    let page = try CheckPageFixture.page(CheckPageFixture.document(isMeasured: true))
    let row = try #require(page.element(identified: "layer-2")).text
      .split(separator: "\n").map(String.init)
    #expect(
      row == [
        "2", "body.0", "Gemm 4×3, fan 3 → 4", "normal(0.5)", "mean 0, std 0.5",
        "0.1", "mean 0", "0.09", "± 0.01", "mean 0", "± 0.25", "0.2", "0.09", "± 0.01", "0.09",
        "± 0.01",
      ])
    let zero = try #require(page.element(identified: "layer-3")).text
    #expect(zero.contains("0\n± 0\n"))
  }

  @Test func findingsAndLayersLeadToEachOther() throws {
    let page = try CheckPageFixture.page(CheckPageFixture.document(isMeasured: false))
    let identifiers = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(identifiers).count == identifiers.count)
    let links = page.elements.filter { $0.name == "a" }.compactMap { $0.attributes["href"] }
    for link in links {
      #expect(link.hasPrefix("#") && identifiers.contains(String(link.dropFirst())), "\(link)")
    }
    // From the list of findings, and from the points of two charts.
    #expect(links.count { $0 == "#layer-4" } == 2 + 2)
    // From the row, and from a flag in each of two charts.
    #expect(links.count { $0 == "#finding-1" } == 3)
    // About the model: no layer to go to.
    #expect(!links.contains("#finding-3"))
    let finding = try #require(page.element(identified: "finding-1"))
    #expect(finding.has(class: "error"))
    #expect(finding.text.contains("onset init head"))
    #expect(finding.text.contains("onset explain hot-head"))
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></title>&amp;",
    "' onclick='alert(1)", "\u{202E}txet\u{1}", "]]><!--",
  ])
  func whatAModelCallsItsLayersStaysText(name: String) throws {
    let html = CheckPageFixture.html(
      try CheckPageFixture.document(isMeasured: true, lastLayer: name))
    let page = try MarkupDocument(parsing: html)
    let plain = try CheckPageFixture.page(CheckPageFixture.document(isMeasured: true))
    // The same elements with the same attributes, whatever the name: nothing broke out.
    #expect(page.elements.map(\.name) == plain.elements.map(\.name))
    for element in page.elements {
      #expect(!["script", "img", "iframe", "object"].contains(element.name))
      #expect(element.attributes.keys.allSatisfy { !$0.hasPrefix("on") })
    }
    let shown = name.replacingOccurrences(of: "\u{1}", with: "\u{FFFD}")
    #expect(try #require(page.element(identified: "layer-4")).text.contains(shown))
    #expect(!html.contains("<script") && !html.contains("<img"))
  }

  @Test func nothingIsLoadedFromAnywhere() throws {
    let html = CheckPageFixture.html(try CheckPageFixture.document(isMeasured: true))
    let page = try MarkupDocument(parsing: html)
    for element in page.elements {
      for name in ["src", "srcset", "action", "xlink:href"] {
        #expect(element.attributes[name] == nil)
      }
      guard let target = element.attributes["href"] else { continue }
      #expect(target.hasPrefix("#") || target == "data:,")
    }
    // The only addresses are names of XML vocabularies, which nobody fetches.
    let rest = html.replacingOccurrences(of: "xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    #expect(!rest.contains("//"))
    #expect(!rest.contains("url(") && !rest.contains("@import"))
    #expect(html.contains("default-src 'none'"))
  }

  @Test func theStyleServesLightAndDarkAndNeedsNoEscapes() throws {
    let html = CheckPageFixture.html(try CheckPageFixture.document(isMeasured: false))
    #expect(html.contains(HTMLStyle.sheet))
    #expect(html.contains(ChartColors.styleSheet))
    for color in [ChartPalette.light.predicted, ChartPalette.dark.predicted] {
      #expect(HTMLStyle.sheet.contains(color))
    }
    #expect(HTMLStyle.sheet.contains("prefers-color-scheme: dark"))
  }

  @Test func longNamesAreShortenedInTheMiddle() {
    let name = HTMLName(String(repeating: "a", count: 40) + ".weight", width: 20)
    #expect(name.shown.count == 20)
    #expect(name.shown.hasPrefix("aaa") && name.shown.hasSuffix(".weight"))
    #expect(name.element().attributes.contains { $0.name == "title" && $0.value == name.text })
    #expect(HTMLName("short").element().attributes.map(\.name) == ["class"])
  }

  @Test(arguments: [
    (
      "uniform(lower: -0.08838834764831843, upper: 0.0883883)",
      "uniform(lower: -0.08839, upper: 0.08839)"
    ),
    ("normal(8.123456789e-05)", "normal(8.123e-05)"), ("kaimingUniform(a: 2.236)", nil),
    ("v1.2.3-layer2048", nil), ("", nil), ("σ 1.5", nil),
  ])
  func schemesShowAFewDigits(text: String, short: String?) {
    #expect(NumberText.shortened(in: text) == short ?? text)
  }

  @Test func aHealthyModelSaysSo() throws {
    let page = try CheckPageFixture.page(CheckPageFixture.deepDocument(layers: 3) { _ in 1 })
    let verdict = try #require(page.element(identified: "verdict"))
    #expect(verdict.text.hasPrefix("Healthy"))
    #expect(verdict.has(class: "good"))
  }

  @Test func nothingKnownIsNoChart() throws {
    let page = try CheckPageFixture.page(CheckPageFixture.deepDocument(layers: 0) { _ in 1 })
    #expect(!page.elements.contains { $0.name == "svg" })
    #expect(page.element(identified: "layer-table") != nil)
  }
}
