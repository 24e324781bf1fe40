import OnsetReport
import Testing

/// Charts drawn with text.
@Suite struct TheoryTerminalChartTests {
  private func chart(_ values: [Double], mark: Double? = nil) -> TerminalChart {
    TerminalChart(
      title: "map", argument: "q", range: 0...2, curves: [.init(values: values)], mark: mark)
  }

  @Test(arguments: [24, 40, 48])
  func chartsFitTheirWidth(columns: Int) {
    let lines = chart([0, 1, 5, -3, 2]).lines(columns: columns, rows: 8)
    #expect(lines.count == 11)
    for line in lines { #expect(line.count <= columns, "\(line)") }
  }

  @Test func theDiagonalRunsFromCornerToCorner() {
    let lines = chart([0, 2]).lines(columns: 24, rows: 5)
    // Title, five rows, axis, labels; a margin of two characters and the frame.
    let rows = lines[1...5].map { Array($0.dropFirst(3)) }
    #expect(rows[4][0] != " ")
    #expect(rows[0][rows[0].count - 1] != " ")
    #expect(rows[0][0] == " ")
    // Every column of a monotone curve has a dot.
    for column in rows[0].indices { #expect(rows.contains { $0[column] != " " }) }
  }

  @Test func theMarkStandsOnTheDiagonal() {
    let lines = chart([0, 2], mark: 1).lines(columns: 23, rows: 5)
    #expect(lines[3].contains("●"))
    #expect(chart([0, 2], mark: 3).lines(columns: 23, rows: 5).allSatisfy { !$0.contains("●") })
  }

  @Test func valuesOutsideOrMissingAreLeftOut() {
    let lines = chart([5, 5, .nan, .infinity, -4]).lines(columns: 24, rows: 4)
    let dots = lines[1...4].joined().unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }
    #expect(dots.isEmpty)
  }

  @Test func chartsStandBesideEachOther() {
    let lines = TerminalChart.beside([["ab", "c"], ["x", "y", "z"]], columns: 4)
    #expect(lines == ["ab    x", "c     y", "      z"])
  }
}
