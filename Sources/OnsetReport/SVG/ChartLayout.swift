/// The size of a chart and where its parts stand, in pixels.
package struct ChartLayout: Hashable, Sendable {
  /// Where the legend stands.
  package enum LegendPlace: Hashable, Sendable {
    /// In the right margin, an entry a line.
    case right
    /// Between the heading and the data, in one line.
    case above
  }

  package var width: Double
  package var height: Double
  package var left: Double
  package var top: Double
  package var right: Double
  package var bottom: Double
  package var legend: LegendPlace

  /// A drawing of its own.
  package static let alone = ChartLayout(
    width: 832, height: 560, left: 94, top: 72, right: 236, bottom: 62, legend: .right)
  /// A chart as wide as a page.
  package static let wide = ChartLayout(
    width: 1120, height: 436, left: 88, top: 112, right: 20, bottom: 58, legend: .above)
}
