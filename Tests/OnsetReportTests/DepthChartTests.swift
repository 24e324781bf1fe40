import Foundation
import OnsetReport
import Testing

/// Second moments over depth stand where their numbers say.
@Suite struct DepthChartTests {
  private typealias Fixture = CheckPageFixture

  @Test func pointsStandOnALogarithmicAxis() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: false))
    let points = page.elements.filter {
      $0.has(class: "onset-point") && $0.has(class: "onset-predicted")
    }
    // The layers that are known, then the legend's own; the same in the second chart.
    #expect(points.count == 2 * (1 + 3))
    let places = try points[0...2].map { point in
      (x: try number(point, "cx"), y: try number(point, "cy"))
    }
    // 1, 0.1, 0.01 at layers 1, 2, 4: equal ratios are equal distances.
    #expect(abs((places[1].y - places[0].y) - (places[2].y - places[1].y)) < 0.02)
    #expect(places[1].y > places[0].y + 10)
    #expect(abs((places[2].x - places[1].x) - 2 * (places[1].x - places[0].x)) < 0.02)
    #expect(points[0].text.contains("1 stem: predicted 1"))
  }

  @Test func theLineBreaksWhereNothingIsKnown() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: false))
    let line = try #require(
      page.elements.first { $0.has(class: "onset-line") && $0.name == "path" })
    // The fourth layer stands alone behind the gap: no stroke leads to it.
    #expect(MarkupDocument.strokes(of: try #require(line.attributes["d"])).map(\.count) == [2])
  }

  @Test func errorBarsReachTwoStandardErrors() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: true))
    let bars = try #require(page.elements.first { $0.has(class: "onset-error-bars") })
    let strokes = MarkupDocument.strokes(of: try #require(bars.attributes["d"]))
    // A bar with two caps for each layer but the one that is zero.
    #expect(strokes.count == 3 * 3)
    let points = page.elements.filter {
      $0.has(class: "onset-point") && $0.has(class: "onset-measured") && $0.name == "circle"
    }
    // Pixels a decade, from two points of the same axis.
    let (first, second) = (try number(points[0], "cy"), try number(points[1], "cy"))
    let decade = (second - first) / log10(1.1 / 0.09)
    #expect(abs(strokes[0][0].y - (first - decade * log10(1.2 / 1.1))) < 0.05)
    #expect(abs(strokes[0][1].y - (first + decade * log10(1.1 / 1.0))) < 0.05)
    // 0.012 ± 0.04 reaches below zero: its bar ends at the frame's lower edge.
    let edge = try #require(
      page.elements.first { $0.name == "svg" && $0.attributes["overflow"] == "visible" })
    let height = try number(edge, "height")
    #expect(abs(strokes[6][1].y - height) < 0.01)
  }

  @Test func zeroIsAPointOfItsOwnKind() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: true))
    let fallen = page.elements.filter { $0.has(class: "onset-fallen") }
    #expect(fallen.count == 3, "one in each chart")
    #expect(fallen.allSatisfy { $0.text.contains("body.1: measured 0 ± 0") })
  }

  @Test func theSpreadBetweenSeedsIsABand() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: false))
    let band = try #require(page.element(identified: "chart-signal-spread"))
    let outline = MarkupDocument.strokes(of: try #require(band.attributes["d"]))
    // Two layers before the gap; the one behind it is too short for a band.
    #expect(outline.map(\.count) == [4])
    let points = page.elements.filter { $0.has(class: "onset-point") }
    let decade = try number(points[2], "cy") - number(points[1], "cy")
    let height = outline[0][3].y - outline[0][0].y
    #expect(abs(height - 2 * 0.1 * log10(M_E) * decade) < 0.05)
  }

  @Test(arguments: [1e-300, 1e-30, 1, 1e300])
  func anySizeIsDrawn(value: Double) throws {
    let page = try Fixture.page(Fixture.deepDocument(layers: 200) { _ in value })
    let frame = try #require(page.elements.first { $0.attributes["overflow"] == "visible" })
    let points = page.elements.filter { $0.has(class: "onset-point") }.dropFirst()
    #expect(points.count == 200)
    let height = try number(frame, "height")
    for point in points {
      let y = try number(point, "cy")
      #expect(y >= 0 && y <= height)
    }
  }

  @Test func twoHundredLayersStaySmall() throws {
    let document = try Fixture.deepDocument(layers: 200) { pow(1.1, Double($0)) }
    let html = Fixture.html(document)
    #expect(html.utf8.count < 400_000)
    let page = try MarkupDocument(parsing: html)
    // Stripes by the part of the name that layers share, named by the end of it that fits.
    #expect(page.elements.filter { $0.has(class: "onset-stripe") }.count == 10)
    #expect(page.elements.contains { $0.has(class: "onset-stripe-name") && $0.text == "17" })
  }

  @Test func theDescriptionTellsTheNumbers() throws {
    let page = try Fixture.page(Fixture.document(isMeasured: false))
    let description = try #require(page.elements.first { $0.name == "desc" }).text
    #expect(description.contains("from 1 at layer 1 to 0.01 at layer 4"))
  }

  private func number(_ element: MarkupDocument.Element, _ name: String) throws -> Double {
    try #require(element.attributes[name].flatMap(Double.init))
  }
}
