import Foundation
import OnsetPlanning

/// One second moment over the layers of a check: predicted, measured, and where findings are.
struct DepthChart {
  private let document: CheckDocument
  private let anchors: CheckAnchors
  private let quantity: DepthQuantity

  /// The error bars' half length in standard errors.
  private static let barLength = 2.0
  /// The least ratio of the axis's ends: on a narrower one, noise would look like drift.
  private static let leastRatio = 10.0
  /// The share of a number that its error bar may reach down for the axis to hold it whole.
  private static let longestBar = 0.9
  /// The share of the frame's height that flags take.
  private static let flagShare = 0.09
  /// The share of the frame's height above and below the values, at least.
  private static let marginShare = 0.03
  /// Beyond this the first order that the spread is computed to says nothing any more.
  private static let widestSpread = 3.0
  /// The factor by which the axis goes beyond the values.
  private static let margin = 1.4

  init(_ page: CheckPage, _ quantity: DepthQuantity) {
    document = page.document
    anchors = page.anchors
    self.quantity = quantity
  }

  /// The chart; `nil` where no layer has the number.
  var element: MarkupElement? {
    guard let range else { return nil }
    let (predicted, measured) = (points(\.predicted), points(\.measured))
    var series: [ChartSeries] = []
    if predicted.contains(where: { $0 != nil }) {
      series.append(ChartSeries(.predicted, predicted, identifier: "\(identifier)-predicted"))
    }
    if measured.contains(where: { $0 != nil }) {
      series.append(ChartSeries(.measured, measured, identifier: "\(identifier)-measured"))
    }
    let flags = flags
    var chart = Chart(
      title: quantity.title, subtitle: quantity.subtitle,
      horizontal: ChartAxis(
        "layer, in the order of execution", range: 0.5...Double(document.layers.count) + 0.5,
        scale: .counting),
      vertical: ChartAxis(quantity.axis, range: range, scale: .logarithmic),
      marks: [stripes, stripes.names, ChartGrid(), spread] + flags + series,
      legend: legend(series, hasFlags: flags))
    chart.layout = .wide
    chart.description =
      "\(quantity.subtitle). \(series.map(summary).joined(separator: " ")) "
      + "Every number is in the table of layers."
    return chart.element(identified: identifier)
  }

  private var identifier: String { "chart-\(quantity.rawValue)" }

  private func points(
    _ side: KeyPath<CheckDocument.Layer, CheckDocument.Signals?>
  ) -> [ChartSeries.Point?] {
    document.layers.enumerated().map { index, layer in
      layer[keyPath: side].flatMap { quantity.value(in: $0) }.map { value in
        let word = side == \.predicted ? "predicted" : "measured"
        return ChartSeries.Point(
          x: Double(index + 1), y: value.mean,
          error: value.standardError.map { $0 * Self.barLength },
          label: "\(index + 1) \(layer.name): \(word) \(EstimateText.short(value))",
          target: CheckAnchors.layer(index))
      }
    }
  }

  /// A range that holds every number that a logarithm has a place for; `nil` without any number.
  private var range: ClosedRange<Double>? {
    let points = (points(\.predicted) + points(\.measured)).compactMap(\.self)
    guard !points.isEmpty else { return nil }
    let marked = points.flatMap { point in
      // A bar that comes close to zero would stretch the axis without end.
      let bar = min(point.error ?? 0, Self.longestBar * point.y)
      return [point.y + (point.error ?? 0), point.y - bar]
    }
    let edges = spread.stretches.joined().flatMap { [$0.range.lowerBound, $0.range.upperBound] }
    let values = (marked + edges).filter { $0 >= .leastNormalMagnitude && $0.isFinite }
    // All are zero: any axis will do.
    guard let low = values.min(), let high = values.max() else { return 0.1...10 }
    let missing = max(1, Self.leastRatio / (high / low)).squareRoot()
    let factor = max(missing, Self.margin, pow(high / low, Self.marginShare))
    // Flags hang into the frame from above.
    let room = flags.isEmpty ? 1 : pow(high / low * factor * factor, Self.flagShare)
    let lower = max(low / factor, .leastNormalMagnitude)
    return lower...min(high * factor * room, .greatestFiniteMagnitude)
  }

  private var stripes: ChartStripes {
    ChartStripes(
      LayerGroups(document.layers.map(\.name)).groups.map { group in
        ChartStripes.Stripe(
          Double(group.layers.lowerBound) + 0.5...Double(group.layers.upperBound) + 1.5,
          name: group.name)
      })
  }

  /// What a finite width leaves open, around the predicted signal.
  private var spread: ChartSpread {
    let edges = document.layers.enumerated().map { index, layer -> ChartSpread.Edges? in
      guard quantity == .signal, let output = layer.predicted?.output,
        let spread = output.relativeSpread, output.secondMoment.mean >= .leastNormalMagnitude
      else { return nil }
      // A factor, so that a spread above one does not reach below zero.
      let (value, factor) = (output.secondMoment.mean, exp(min(spread, Self.widestSpread)))
      return ChartSpread.Edges(x: Double(index + 1), range: value / factor...value * factor)
    }
    let stretches = edges.split(separator: nil).map { $0.compactMap(\.self) }
    return ChartSpread(
      stretches.filter { $0.contains { $0.range.lowerBound < $0.range.upperBound } },
      identifier: "\(identifier)-spread")
  }

  private var flags: [ChartFlag] {
    // The worst come first and would be covered by milder ones.
    document.findings.indices.reversed().compactMap { index in
      anchors.layer(ofFinding: index).map { layer in
        let finding = document.findings[index]
        return ChartFlag(
          .init(finding.severity), x: Double(layer + 1),
          label: "\(finding.severity.rawValue): \(finding.rule) at \(finding.place)",
          target: CheckAnchors.finding(index))
      }
    }
  }

  private func legend(_ series: [ChartSeries], hasFlags flags: [ChartFlag]) -> ChartLegend {
    var entries = series.map { series in
      let hasErrors = series.points.contains { ($0?.error ?? 0) > 0 }
      return ChartLegend.Entry(
        .series(series.style),
        series.style.rawValue + (hasErrors ? " ± 2 standard errors over seeds" : ""))
    }
    if !spread.stretches.isEmpty {
      entries.append(ChartLegend.Entry(.spread, "spread between seeds at this width, predicted"))
    }
    for style in [ChartFlag.Style.error, .warning, .note] {
      guard flags.contains(where: { $0.style == style }) else { continue }
      entries.append(ChartLegend.Entry(.flag(style), style.rawValue))
    }
    return ChartLegend(entries)
  }

  /// The series in words.
  private func summary(_ series: ChartSeries) -> String {
    let points = series.points.compactMap(\.self)
    guard let first = points.first, let last = points.last,
      let low = points.min(by: { $0.y < $1.y }), let high = points.max(by: { $0.y < $1.y })
    else { return "" }
    func text(_ point: ChartSeries.Point) -> String {
      "\(NumberText.short(point.y, digits: 3)) at layer \(Int(point.x))"
    }
    return
      "The \(series.style.rawValue) one goes from \(text(first)) to \(text(last)); the smallest is "
      + "\(text(low)), the largest \(text(high))."
  }
}

extension ChartFlag.Style {
  fileprivate init(_ severity: Severity) {
    switch severity {
    case .error: self = .error
    case .warning: self = .warning
    case .note: self = .note
    }
  }
}
