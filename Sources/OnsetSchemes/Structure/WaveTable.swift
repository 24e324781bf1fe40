/// The sine waves of ``Sinusoidal`` for one block.
struct WaveTable {
  private let columns: Int
  /// P: the waves that are orthogonal to each other and to a constant.
  private let waves: Int
  /// T: how often the waves are used.
  private let passes: Int

  /// Prepares the waves.
  ///
  /// - Parameters:
  ///   - rows: The number of rows, at least 1.
  ///   - columns: The number of columns, at least 3.
  init(rows: Int, columns: Int) {
    self.columns = columns
    waves = (columns - 1) / 2 * 2
    passes = (rows + waves - 1) / waves
  }

  /// sin(2π (k j / n + θ)) for row r and column j.
  ///
  /// The angle is a fraction of whole numbers, reduced to a turn without rounding, so that waves of high
  /// frequency are as exact as those of low frequency.
  func value(row: Int, column: Int) -> Double {
    let (pass, wave) = row.quotientAndRemainder(dividingBy: waves)
    let quarterTurns = 4 * passes * ((wave / 2 + 1) * column % columns)
    let phase = columns * (pass + wave % 2 * passes)
    let period = 4 * passes * columns
    return Self.sine(ofTurns: (quarterTurns + phase) % period, outOf: period)
  }

  /// sin(2π numerator / denominator) from a polynomial of our own: a mathematics library's last bit differs
  /// from platform to platform.
  ///
  /// - Parameters:
  ///   - numerator: At least 0 and below the denominator.
  ///   - denominator: A multiple of 4.
  static func sine(ofTurns numerator: Int, outOf denominator: Int) -> Double {
    let quarter = denominator / 4
    let (quadrant, rest) = numerator.quotientAndRemainder(dividingBy: quarter)
    // In odd quadrants the wave runs backwards from its crest.
    let inQuarter = quadrant % 2 == 0 ? rest : quarter - rest
    let magnitude =
      2 * inQuarter <= quarter
      ? sineSeries(Double(inQuarter) / Double(denominator) * 2 * .pi)
      : cosineSeries(Double(quarter - inQuarter) / Double(denominator) * 2 * .pi)
    return quadrant < 2 ? magnitude : -magnitude
  }

  /// sin(x) for 0 ≤ x ≤ π/4 by its Taylor series, to 1e-16.
  private static func sineSeries(_ x: Double) -> Double {
    var sum = 1.0
    for k in stride(from: 16.0, through: 2.0, by: -2.0) { sum = 1 - sum * x * x / (k * (k + 1)) }
    return sum * x
  }

  /// cos(x) for 0 ≤ x ≤ π/4 by its Taylor series, to 1e-16.
  private static func cosineSeries(_ x: Double) -> Double {
    var sum = 1.0
    for k in stride(from: 15.0, through: 1.0, by: -2.0) { sum = 1 - sum * x * x / (k * (k + 1)) }
    return sum
  }
}
