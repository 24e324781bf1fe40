/// A learned or stored tensor by itself, before it meets an activation.
struct ParameterTensor {
  var statistics: TensorStatistics
  /// The extents, after broadcasting.
  var shape: [Int]
  /// Along which axes the elements differ, rather than being repeated.
  var varies: [Bool]

  init(statistics: TensorStatistics, shape: [Int]) {
    self.statistics = statistics
    self.shape = shape
    varies = shape.map { $0 > 1 }
  }

  /// The tensor with leading axes of extent one, so that it has `rank` axes.
  func padded(to rank: Int) -> ParameterTensor {
    var result = self
    let missing = max(0, rank - shape.count)
    result.shape = [Int](repeating: 1, count: missing) + shape
    result.varies = [Bool](repeating: false, count: missing) + varies
    return result
  }

  /// The broadcast sum (or difference) of two stored tensors.
  func added(_ other: ParameterTensor, sign: Double) -> ParameterTensor? {
    let rank = max(shape.count, other.shape.count)
    var (left, right) = (padded(to: rank), other.padded(to: rank))
    for axis in 0..<rank {
      let extent = max(left.shape[axis], right.shape[axis])
      guard [left, right].allSatisfy({ $0.shape[axis] == 1 || $0.shape[axis] == extent }) else {
        return nil
      }
      left.shape[axis] = extent
      right.shape[axis] = extent
      left.varies[axis] = left.varies[axis] || right.varies[axis]
    }
    let (a, b) = (statistics, other.statistics)
    left.statistics = TensorStatistics(
      mean: a.mean + sign * b.mean,
      secondMoment: a.secondMoment + b.secondMoment + 2 * sign * a.mean * b.mean)
    return left
  }

  /// The tensor's kernel where it is combined with a value of the given factors and sites: elements at
  /// two sites are the same one, or independent.
  func kernel(factors: AxisFactors, sites: Sites) -> Kernel {
    let padded = padded(to: factors.axes.count)
    var varying: Set<Int> = []
    for (axis, list) in factors.axes.enumerated()
    where axis < padded.varies.count && padded.varies[axis] {
      for case .position(let position, _) in list { varying.insert(position) }
    }
    let variesBySample = zip(factors.axes, padded.varies).contains { axis, varies in
      varies && axis.contains(where: \.isSample)
    }
    let (same, different) = (statistics.secondMoment, statistics.mean * statistics.mean)
    var result = Kernel(constantAt: sites, mean: statistics.mean, secondMoment: same)
    if sites.isGrid {
      result.forEachLag { index, lag in
        let differs = varying.contains { lag[$0] != 0 }
        result.pairs[index] = differs ? different : same
        result.pairs[sites.positions + index] = differs || variesBySample ? different : same
      }
      return result
    }
    let places = sites.coordinates
    let positions = max(1, sites.positions)
    for i in 0..<sites.count {
      for j in 0..<sites.count {
        let differs =
          varying.contains { places[i % positions][$0] != places[j % positions][$0] }
          || (variesBySample && i / positions != j / positions)
        result.pairs[i * sites.count + j] = differs ? different : same
      }
    }
    return result
  }
}

extension Sites {
  /// The coordinates of every position.
  var coordinates: [[Int]] {
    (0..<max(1, positions)).map { position in
      var rest = position
      var place = [Int](repeating: 0, count: extents.count)
      for axis in extents.indices.reversed() {
        place[axis] = rest % extents[axis]
        rest /= extents[axis]
      }
      return place
    }
  }
}
