import Foundation

/// A linear axis: what it shows, its range, and where its ticks stand.
package struct ChartAxis: Hashable, Sendable {
  /// What the axis shows, with its unit.
  package var title: String
  /// The values at the two ends.
  package var range: ClosedRange<Double>

  /// Makes an axis.
  ///
  /// - Precondition: The range is finite and not empty.
  package init(_ title: String, range: ClosedRange<Double>) {
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound,
      "an axis needs a finite range with room in it")
    self.title = title
    self.range = range
  }

  /// Where a value stands: 0 at the lower end, 1 at the upper one.
  package func position(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The ticks: round values at equal distances, at most about `count` of them.
  package func ticks(count: Int = 6) -> [Double] {
    let step = Self.step(range.upperBound - range.lowerBound, count)
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { Double($0) * step }
  }

  /// A tick's label, with as many decimals as tell it from its neighbours.
  package func label(_ tick: Double, count: Int = 6) -> String {
    let step = Self.step(range.upperBound - range.lowerBound, count)
    guard step < 1e6, step > 1e-6 else { return String(format: "%.3g", tick) }
    let decimals = max(0, -Int(log10(step).rounded(.down)))
    return String(format: "%.\(decimals)f", tick)
  }

  /// The smallest of 1, 2, 5, 10, 20 … (and of their tenths) that gives at most `count` steps.
  private static func step(_ extent: Double, _ count: Int) -> Double {
    let raw = extent / Double(max(1, count))
    let decade = pow(10, log10(raw).rounded(.down))
    return ([1, 2, 5].first { $0 * decade >= raw * (1 - 1e-9) } ?? 10) * decade
  }

  /// The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 and their multiples by powers of ten that is not below
  /// a value: where an axis that starts at zero may end.
  package static func roundEnd(above value: Double) -> Double {
    let decade = pow(10, log10(value).rounded(.down))
    let mantissas = [1, 1.5, 2, 3, 4, 5, 6, 8]
    return (mantissas.first { $0 * decade >= value * (1 - 1e-9) } ?? 10) * decade
  }
}
