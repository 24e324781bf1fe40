import OnsetTheory

extension TheoryReport {
  private static let chartRows = 12
  private static let chartColumns = 24...48

  /// The report for people: numbers with their meaning, and the two maps as charts.
  ///
  /// - Parameter width: Columns of the terminal.
  public func lines(width: Int) -> [String] {
    TheorySheet(document: document).lines(width: width) + [""] + charts(width: width)
  }

  /// The variance map and, where there is one, the correlation map; beside each other where they fit.
  private func charts(width: Int) -> [String] {
    let isWide = width >= 2 * Self.chartColumns.lowerBound + 2
    let space = isWide ? (width - 2) / 2 : width
    let columns = min(max(space, Self.chartColumns.lowerBound), Self.chartColumns.upperBound)
    let charts = [varianceChart, correlationChart].compactMap { $0 }.map {
      $0.lines(columns: columns, rows: Self.chartRows)
    }
    return isWide
      ? TerminalChart.beside(charts, columns: columns)
      : Array(charts.joined(separator: [""]))
  }

  private var varianceChart: TerminalChart {
    let target = network.limit.secondMoment.flatMap { $0 > 0 ? $0 : nil }
    let end = 2 * (target ?? document.moments.preActivationSecondMoment)
    return chart(
      "variance map q → q′", "q", to: end, mark: network.limit.secondMoment,
      network.nextSecondMoment)
  }

  private var correlationChart: TerminalChart? {
    network.correlationMap.map {
      chart("correlation map c → c′ at q*", "c", to: 1, mark: document.network.correlation, $0)
    }
  }

  /// A map of [0, end] with the diagonal.
  private func chart(
    _ title: String, _ argument: String, to end: Double, mark: Double?, _ map: (Double) -> Double
  ) -> TerminalChart {
    let places = (0...24).map { Double($0) / 24 * end }
    return TerminalChart(
      title: title, argument: argument, range: 0...end,
      curves: [.init(values: places, isDotted: true), .init(values: places.map(map))], mark: mark)
  }
}
