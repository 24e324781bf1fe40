/// How moments by lag pass a spatial map along one axis.
struct LagMap {
  /// By output lag: which input lags contribute, with their weights.
  var rows: [[Entry]]
  /// How own moments vary along the output axis, mean one.
  var profile: [Double]

  /// One contribution.
  struct Entry {
    var lag: Int
    var weight: Double
  }

  /// The map of a random convolution (`isShared` false: taps have independent weights, so only equal
  /// taps of two positions share a weight) or of a plain sum over the window (`isShared` true).
  ///
  /// - Complexity: O(taps × outputs²), with taps² for a plain sum.
  init(_ taps: AxisTaps, profile input: [Double], isShared: Bool) {
    let roots = input.map { max(0, $0).squareRoot() }
    var landed = [Double](repeating: 0, count: taps.outputs)
    for join in taps.joins.joined() { landed[join.output] += input[join.input] }
    let gain = landed.reduce(0, +) / Double(max(1, taps.outputs))
    profile =
      gain > 0 ? landed.map { $0 / gain } : [Double](repeating: 1, count: taps.outputs)
    var sums = [[Int: Double]](repeating: [:], count: taps.outputs)
    func add(_ left: AxisTaps.Join, _ right: AxisTaps.Join) {
      guard right.output >= left.output else { return }
      let lag = abs(right.input - left.input)
      sums[right.output - left.output][lag, default: 0] += roots[left.input] * roots[right.input]
    }
    if isShared {
      var byOutput = [[AxisTaps.Join]](repeating: [], count: taps.outputs)
      for join in taps.joins.joined() { byOutput[join.output].append(join) }
      for left in taps.joins.joined() {
        for right in byOutput[left.output...].joined() { add(left, right) }
      }
    } else {
      for tap in taps.joins {
        for (place, left) in tap.enumerated() {
          for right in tap[place...] { add(left, right) }
        }
      }
    }
    let overlaps = Kernel.lagOverlaps(profile)
    rows = sums.indices.map { lag in
      let pairs = Double(taps.outputs - lag) * max(overlaps[lag], 1e-300)
      return sums[lag].sorted { $0.key < $1.key }.map {
        Entry(lag: $0.key, weight: $0.value / pairs)
      }
    }
  }
}

extension Kernel {
  /// The kernel behind a spatial map, for a weight with second moment one per tap and one channel.
  ///
  /// - Precondition: The kernel is a grid with one axis per element of `taps`.
  func mapped(by taps: [AxisTaps], isShared: Bool = false) -> Kernel {
    precondition(sites.isGrid && taps.count == sites.extents.count, "a spatial map needs a grid")
    var result = self
    for (axis, window) in taps.enumerated() where !window.isIdentity {
      result = result.mapped(
        LagMap(window, profile: profiles[axis], isShared: isShared), axis: axis,
        extent: window.outputs)
    }
    result.own = [result.pairs[0]]
    let taps = taps.reduce(1.0) { $0 * $1.averageTaps }
    result.mean = mean.map { $0 * taps }
    return result
  }

  private func mapped(_ map: LagMap, axis: Int, extent: Int) -> Kernel {
    var sites = sites
    let old = sites.extents[axis]
    sites.extents[axis] = extent
    var result = Kernel(zeroAt: sites)
    result.mean = mean
    result.profiles = profiles
    result.profiles[axis] = map.profile
    let inner = sites.extents[(axis + 1)...].reduce(1, *)
    let outer = sites.extents[..<axis].reduce(1, *)
    for block in 0..<(2 * outer) {
      for (lag, row) in map.rows.enumerated() {
        let target = (block * extent + lag) * inner
        for entry in row {
          let source = (block * old + entry.lag) * inner
          for offset in 0..<inner {
            result.pairs[target + offset] += entry.weight * pairs[source + offset]
          }
        }
      }
    }
    return result
  }
}
