import OnsetCore
import OnsetTheory

/// The phases of an activation over σ_w² and σ_b², with the edge of chaos, as a chart.
struct PhaseDiagramChart {
  private let report: TheoryReport
  private let line: CriticalLine
  private let weights: ChartAxis
  private let biases: ChartAxis

  /// Cells along each axis.
  private static let cells = 200
  /// Where a band of χ₁ ends and the next begins; the one in the middle is the edge of chaos.
  private static let bounds = [0.5, 0.8, 0.95, 1, 1.05, 1.25, 2]
  /// The band of signals that grow without end.
  private static let divergent = bounds.count + 1

  /// Lays the chart out.
  init(_ report: TheoryReport) {
    self.report = report
    line = CriticalLine(report.profile)
    let ends = line.axisEnds(near: report.document.criticalPoint)
    weights = ChartAxis("σ_w²: variance of a weight × fan-in", range: 0...ends.weight)
    biases = ChartAxis("σ_b²: variance of a bias", range: 0...ends.bias)
  }

  /// The chart.
  ///
  /// - Throws: `OnsetError` where the axes are out of range.
  /// - Complexity: A microsecond or two a cell, on every core.
  func chart() throws(OnsetError) -> Chart {
    let name = TextTable.shortened(report.activation.name, to: 48)
    var marks: [any ChartMark] = [
      try map(), ChartLine(line.unstable, style: .dashed),
      ChartLine(line.stable, identifier: "onset-critical-line"),
    ]
    let point = report.document.criticalPoint
    marks.append(ChartDot(x: point.weightVariance, y: point.biasVariance))
    return Chart(
      title: "Phases of \(name)",
      subtitle: "infinitely wide layers, signals that start at q = E[z²] = 1",
      horizontal: weights, vertical: biases, marks: marks, legend: legend)
  }

  private func map() throws(OnsetError) -> HeatMap {
    let centres = (0..<Self.cells).map { (Double($0) + 0.5) / Double(Self.cells) }
    let diagram = try PhaseDiagram(
      profile: report.profile, weightVariances: centres.map { $0 * weights.range.upperBound },
      biasVariances: centres.map { $0 * biases.range.upperBound })
    return HeatMap(columns: Self.cells, bands: diagram.cells.map(Self.band))
  }

  private static func band(_ cell: PhaseDiagram.Cell) -> Int {
    guard cell.phase != .divergent, cell.chi1.isFinite else { return divergent }
    return bounds.firstIndex { cell.chi1 < $0 } ?? bounds.count
  }

  private var legend: ChartLegend {
    let bounds = Self.bounds.map { NumberText.short($0) }
    var entries = [
      ChartLegend.Entry(.none, "χ₁, factor of the mean"),
      ChartLegend.Entry(.none, "squared gradient per layer"),
      ChartLegend.Entry(.band(bounds.count), "above \(bounds[bounds.count - 1])"),
    ]
    for band in (1..<bounds.count).reversed() {
      let side =
        Self.bounds[band] == 1 ? ", ordered" : Self.bounds[band - 1] == 1 ? ", chaotic" : ""
      entries.append(.init(.band(band), "\(bounds[band - 1]) to \(bounds[band])\(side)"))
    }
    entries.append(.init(.band(0), "below \(bounds[0])"))
    entries.append(.init(.band(Self.divergent), "the signal diverges"))
    if !line.stable.isEmpty {
      entries.append(.init(.line(.solid), "edge of chaos, χ₁ = 1"))
    }
    if !line.unstable.isEmpty {
      entries.append(.init(.line(.dashed), "χ₁ = 1, q* not stable"))
    }
    entries.append(.init(.dot, "critical point"))
    let centring = report.document.criticalPoint.rowCentering
    if centring > 0 {
      entries.append(
        .init(.none, "(with rows centred, κ = \(NumberText.short(centring, digits: 3)))"))
    }
    return ChartLegend(entries)
  }
}
