import Foundation
import OnsetReport
import Testing

/// Axes, lines and maps of colours stand where they should.
@Suite struct SVGChartTests {
  private let frame = ChartFrame(
    left: 10, top: 20, width: 400, height: 200, horizontal: ChartAxis("x", range: 0...4),
    vertical: ChartAxis("y", range: -1...1))

  @Test(arguments: [
    (0.0...4.0, [0, 1, 2, 3, 4], ["0", "1", "2", "3", "4"]),
    (0.0...0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5], ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    (-1.0...1.0, [-1, -0.5, 0, 0.5, 1], ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    (3.0...45.0, [10, 20, 30, 40], ["10", "20", "30", "40"]),
  ])
  func ticksAreRoundAndInside(range: ClosedRange<Double>, ticks: [Double], labels: [String]) {
    let axis = ChartAxis("x", range: range)
    #expect(axis.ticks().count == ticks.count)
    for (tick, expected) in zip(axis.ticks(), ticks) { #expect(abs(tick - expected) < 1e-12) }
    #expect(axis.ticks().map { axis.label($0) } == labels)
  }

  @Test func ticksOfRatiosArePowersOfTen() {
    let long = ChartAxis("x", range: 3e-9...2e3, scale: .logarithmic)
    #expect(long.ticks().map { long.label($0) } == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"])
    #expect(abs(long.position(of: 3e-9 * 1e3) - 3 / (log10(2e3) - log10(3e-9))) < 1e-12)
    let short = ChartAxis("x", range: 0.3...6, scale: .logarithmic)
    #expect(short.ticks().map { short.label($0) } == ["0.5", "1", "2", "5"])
    let tiny = ChartAxis("x", range: 3e-7...6e-6, scale: .logarithmic)
    #expect(tiny.ticks().map { tiny.label($0) } == ["5·10⁻⁷", "10⁻⁶", "2·10⁻⁶", "5·10⁻⁶"])
    #expect(!long.hasPlace(for: 0) && !long.hasPlace(for: -1) && long.hasPlace(for: 1))
  }

  @Test func countsHaveWholeTicks() {
    let axis = ChartAxis("layer", range: 0.5...3.5, scale: .counting)
    #expect(axis.ticks().map { axis.label($0) } == ["1", "2", "3"])
  }

  @Test(arguments: [(3.3, 4.0), (4, 4), (0.41, 0.5), (43, 50), (9.1, 10), (0.0013, 0.0015)])
  func roundEndsAreTheNextOnes(value: Double, end: Double) {
    #expect(abs(ChartAxis.roundEnd(above: value) - end) < 1e-12 * end)
  }

  @Test func placesCountFromTheTopLeft() {
    #expect(frame.place(0, 1) == ChartPlace(x: 0, y: 0))
    #expect(frame.place(4, -1) == ChartPlace(x: 400, y: 200))
    #expect(frame.place(1, 0.5) == ChartPlace(x: 100, y: 50))
  }

  @Test func aLineIsDrawnOverItsHaloAndBreaksBetweenStrokes() throws {
    let line = ChartLine(
      [[.init(x: 0, y: 0), .init(x: 1, y: 1)], [.init(x: 2, y: 0), .init(x: 4, y: -1)]],
      style: .dashed, identifier: "law")
    let elements = line.elements(in: frame)
    #expect(elements.count == 2)
    let attributes = elements[1].attributes
    #expect(attributes.first { $0.name == "id" }?.value == "law")
    let path = try #require(attributes.first { $0.name == "d" }?.value)
    let strokes = MarkupDocument.strokes(of: path)
    #expect(strokes.map(\.count) == [2, 2])
    #expect(strokes[1][1] == (400, 200))
    #expect(ChartLine([[.init(x: 0, y: 0)]]).elements(in: frame).isEmpty)
  }

  @Test func whatIsFarAwayIsCutOffWithoutBendingTheLine() throws {
    // A line through (2, 0) that climbs 10⁹ units of y for one of x, and one that stays far away.
    let line = ChartLine([
      [.init(x: 1, y: -1e9), .init(x: 3, y: 1e9)], [.init(x: 0, y: 50), .init(x: 4, y: 60)],
    ])
    let path = try #require(line.elements(in: frame)[1].attributes.first { $0.name == "d" }?.value)
    let strokes = MarkupDocument.strokes(of: path)
    #expect(strokes.count == 1)
    for (corner, y) in zip(strokes[0], [400.0, -200]) {
      #expect(abs(corner.x - 200) < 0.01)
      #expect(corner.y == y)
    }
  }

  @Test func aMapCoversEveryCellOnceInItsBand() throws {
    // Three columns, two rows, the lower one first: 0 0 1 / 0 2 1.
    let map = HeatMap(columns: 3, bands: [0, 0, 1, 0, 2, 1])
    let grid = ChartFrame(
      left: 0, top: 0, width: 300, height: 200, horizontal: frame.horizontal,
      vertical: frame.vertical)
    let elements = map.elements(in: grid)
    #expect(elements.count == 3)
    var area = [Double](repeating: 0, count: 3)
    for (band, element) in elements.enumerated() {
      let path = try #require(element.attributes.first { $0.name == "d" }?.value)
      for rectangle in path.split(separator: "z") {
        let parts = rectangle.split { "hv".contains($0) }
        area[band] += try #require(Double(parts[1])) * #require(Double(parts[2]))
      }
    }
    #expect(area == [30_000, 20_000, 10_000])
    // The lower row's two cells of band 0 are one rectangle at the bottom.
    let path = try #require(elements[0].attributes.first { $0.name == "d" }?.value)
    #expect(path == "M0 100h200v100h-200zM0 0h100v100h-100z")
  }

  @Test func aChartIsWellFormedAndServesLightAndDark() throws {
    let chart = Chart(
      title: "a < b & c", subtitle: "sub", horizontal: ChartAxis("σ_w²", range: 0...4),
      vertical: ChartAxis("σ_b²", range: 0...1),
      marks: [HeatMap(columns: 1, bands: [0]), ChartDot(x: 1, y: 0.5)],
      legend: ChartLegend([
        .init(.band(0), "band"), .init(.line(.solid), "line"), .init(.dot, "dot"),
        .init(.none, "text"),
      ]))
    let document = try MarkupDocument(parsing: chart.document)
    #expect(document.elements[0].name == "svg")
    #expect(chart.document.contains("prefers-color-scheme: dark"))
    #expect(chart.document.contains("a &lt; b &amp; c"))
    // The map is in a drawing of its own that nothing leaves; the dot may stand across the frame.
    let drawings = document.elements.filter { $0.name == "svg" }.map { $0.attributes["overflow"] }
    #expect(drawings == [nil, "hidden", "visible"])
    for band in 0..<ChartColors.bandCount {
      let rule = ".\(ChartColors.bandClass(band)){"
      #expect(chart.document.components(separatedBy: rule).count == 3, "one for each ground")
    }
  }
}
