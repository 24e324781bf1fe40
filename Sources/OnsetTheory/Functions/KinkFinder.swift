#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds where a function that is known by its values only is not smooth.
///
/// Where a function is smooth, its third difference falls with the third power of the step; where the
/// second derivative jumps with the second, at a kink with the first, at a jump not at all. The line is
/// scanned for cells whose third difference stands out, and each is halved towards the larger one.
struct KinkFinder {
  let value: @Sendable (Double) -> Double

  /// How far out kinks are looked for.
  static let reach = 40.0
  private static let cell = 0.05

  /// The kinks and jumps within ±40, in increasing order; at most 64 of them.
  func kinks() -> [Double] {
    let count = Int(2 * Self.reach / Self.cell)
    // Cells overlap by half, so that no kink hides at the edge of one.
    let starts = (0..<(2 * count)).map { -Self.reach + 0.5 * Self.cell * Double($0) - 0.0137 }
    let bends = starts.map { bend(from: $0, width: Self.cell) }
    var places: [Double] = []
    for index in starts.indices where stands(bends, index) {
      if let place = kink(from: starts[index]), !places.contains(where: { abs($0 - place) < 1e-6 })
      {
        places.append(place)
      }
    }
    return places.sorted().prefix(64).map { $0 }
  }

  /// The third difference of four evenly spaced points of an interval.
  private func bend(from start: Double, width: Double) -> Double {
    let step = width / 3
    let outer = value(start + width) - value(start)
    return abs(outer - 3 * (value(start + 2 * step) - value(start + step)))
  }

  /// Whether a cell's difference is larger than that of cells nearby, and not only rounding.
  private func stands(_ bends: [Double], _ index: Int) -> Bool {
    let here = bends[index]
    guard here.isFinite, here > 1e-7 else { return false }
    let far = [index - 4, index + 4].filter(bends.indices.contains).map { bends[$0] }
    return here > 1.5 * (far.min() ?? 0)
  }

  /// Follows the largest difference down, or `nil` where it falls as that of a smooth function.
  private func kink(from start: Double) -> Double? {
    var start = start
    var width = Self.cell
    let initial = bend(from: start, width: width)
    var halvings = 0
    while width > 1e-8 * max(1, abs(start)) {
      let half = 0.5 * width
      let offsets = [0, 0.25 * width, half]
      let bends = offsets.map { bend(from: start + $0, width: half) }
      let largest = bends.indices.max { bends[$0] < bends[$1] } ?? 0
      // A smooth function's has fallen by 8ᵏ, that of the mildest kink by 4ᵏ.
      if halvings == 9, bends[largest] < initial * 0x1p-25 { return nil }
      if bends[largest] < 1e-14 * max(1, abs(value(start))) { break }
      halvings += 1
      start += offsets[largest]
      width = half
    }
    return halvings < 10 ? nil : refined(start + 0.5 * width)
  }

  /// A place known to about 1e-7, made exact: a jump by bisection, a kink by where the straight lines
  /// through both sides meet. Zero is the usual place, so what is close to it counts as zero.
  private func refined(_ place: Double) -> Double {
    let step = 1e-5
    let (near, far) = (value(place - step), value(place - 2 * step))
    let (above, beyond) = (value(place + step), value(place + 2 * step))
    let slopeBelow = (near - far) / step
    let slopeAbove = (beyond - above) / step
    let valueBelow = near + slopeBelow * step
    let valueAbove = above - slopeAbove * step
    let height = valueAbove - valueBelow
    if abs(height) > 1e-6 * max(1, abs(valueAbove)) {
      return jump(from: place - step, to: place + step)
    }
    let shift = -height / (slopeAbove - slopeBelow)
    let exact = shift.isFinite && abs(shift) < 1e-6 ? place + shift : place
    return abs(exact) < 1e-6 ? 0 : exact
  }

  /// Bisects a jump to the last bit.
  private func jump(from lower: Double, to upper: Double) -> Double {
    var (lower, upper) = (lower, upper)
    while true {
      let middle = 0.5 * (lower + upper)
      if middle <= lower || middle >= upper { return upper }
      let value = value(middle)
      let isBelow = abs(value - self.value(lower)) < abs(value - self.value(upper))
      if isBelow { lower = middle } else { upper = middle }
    }
  }
}
