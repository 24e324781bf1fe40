import Foundation

/// An axis: what it shows, its range, and where its ticks stand.
package struct ChartAxis: Hashable, Sendable {
  /// How values are spread along the axis.
  package enum Scale: Hashable, Sendable {
    /// Equal steps for equal differences.
    case linear
    /// Equal steps for equal differences, ticks at whole numbers only.
    case counting
    /// Equal steps for equal ratios; positive values only.
    case logarithmic
  }

  /// What the axis shows, with its unit.
  package var title: String
  /// The values at the two ends.
  package var range: ClosedRange<Double>
  package var scale: Scale

  /// Makes an axis.
  ///
  /// - Precondition: The range is finite and not empty, and positive where the scale is logarithmic.
  package init(_ title: String, range: ClosedRange<Double>, scale: Scale = .linear) {
    precondition(
      range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound,
      "an axis needs a finite range with room in it")
    precondition(
      scale != .logarithmic || range.lowerBound > 0, "a logarithm needs positive numbers")
    self.title = title
    self.range = range
    self.scale = scale
  }

  /// Where a value stands: 0 at the lower end, 1 at the upper one.
  package func position(of value: Double) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard scale == .logarithmic else { return (value - low) / (high - low) }
    return (log10(value) - log10(low)) / (log10(high) - log10(low))
  }

  /// Whether the axis can show a value at all: one of ratios shows no zero.
  package func hasPlace(for value: Double) -> Bool {
    value.isFinite && (scale != .logarithmic || value >= range.lowerBound)
  }

  /// The ticks: round values at equal distances, at most about `count` of them.
  package func ticks(count: Int = 6) -> [Double] {
    guard scale == .logarithmic else {
      return multiples(of: step(count), from: range.lowerBound, to: range.upperBound)
    }
    let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
    let decades = max(1, Self.step(high - low, count).rounded(.up))
    let powers = multiples(of: decades, from: low, to: high).map { pow(10, $0) }
    guard high - low < 3 else { return powers }
    // Few powers of ten: the values between them are worth a tick.
    var ticks: [Double] = []
    for power in multiples(of: 1, from: low.rounded(.down), to: high) {
      for mantissa in [1.0, 2, 5] {
        let tick = mantissa * pow(10, power)
        let place = position(of: tick)
        if place >= -1e-9, place <= 1 + 1e-9 { ticks.append(tick) }
      }
    }
    return ticks
  }

  /// A tick's label, with as many decimals as tell it from its neighbours; powers of ten where an axis
  /// of ratios is long.
  package func label(_ tick: Double, count: Int = 6) -> String {
    if scale == .logarithmic { return ratioLabel(tick) }
    let step = step(count)
    guard step < 1e6, step > 1e-6 else { return String(format: "%.3g", tick) }
    let decimals = max(0, -Int(log10(step).rounded(.down)))
    return String(format: "%.\(decimals)f", tick)
  }

  private func ratioLabel(_ tick: Double) -> String {
    guard range.upperBound > 2e4 || range.lowerBound < 5e-4 else {
      return String(format: "%g", tick)
    }
    // A power of ten may have come out a rounding below itself.
    let exponent = (log10(tick) + 1e-9).rounded(.down)
    let power = "10" + Self.superscript(Int(exponent))
    let mantissa = (tick / pow(10, exponent)).rounded()
    return mantissa == 1 ? power : "\(Int(mantissa))·\(power)"
  }

  private func step(_ count: Int) -> Double {
    let step = Self.step(range.upperBound - range.lowerBound, count)
    return scale == .counting ? max(1, step) : step
  }

  private func multiples(of step: Double, from low: Double, to high: Double) -> [Double] {
    let first = Int((low / step - 1e-9).rounded(.up))
    let last = Int((high / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { Double($0) * step }
  }

  private static func superscript(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let sign = exponent < 0 ? "⁻" : ""
    return "\(exponent.magnitude)".compactMap(\.wholeNumberValue).reduce(into: sign) {
      text, digit in
      text.append(digits[digit])
    }
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
