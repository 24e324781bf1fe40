/// What runs along (a part of) a tensor's axis.
///
/// An axis is a row-major product of factors: flattening an image makes one axis of its channels and
/// both positions, splitting heads makes two factors of one.
enum AxisFactor: Hashable {
  /// Samples of the batch.
  case sample(Int)
  /// The given position axis of the kernel's sites, with its extent.
  case position(axis: Int, extent: Int)
  /// Exchangeable features.
  case feature(Int)

  /// How many elements.
  var extent: Int {
    switch self {
    case .sample(let extent), .feature(let extent), .position(_, let extent): extent
    }
  }

  /// Whether the factor counts features.
  var isFeature: Bool { if case .feature = self { true } else { false } }
  /// Whether the factor counts samples.
  var isSample: Bool { if case .sample = self { true } else { false } }
  /// The kernel's position axis, for a factor that counts positions.
  var positionAxis: Int? { if case .position(let axis, _) = self { axis } else { nil } }
}

/// The factors of each axis of a tensor.
struct AxisFactors: Hashable {
  var axes: [[AxisFactor]]

  /// The extents of the axes.
  var shape: [Int] { axes.map { $0.reduce(1) { $0 * $1.extent } } }

  /// All factors in row-major order.
  var flat: [AxisFactor] { axes.flatMap { $0 } }

  /// The number of features.
  var features: Int { flat.reduce(1) { $0 * ($1.isFeature ? $1.extent : 1) } }

  /// An axis counted from the front, for one that may be counted from the back.
  func axis(_ axis: Int) -> Int? {
    let resolved = axis < 0 ? axis + axes.count : axis
    return axes.indices.contains(resolved) ? resolved : nil
  }

  /// The same elements in another shape; `nil` where a factor of samples or positions would be cut.
  func reshaped(to shape: [Int]) -> AxisFactors? {
    var pending = Array(flat.filter { $0.extent != 1 }.reversed())
    var result: [[AxisFactor]] = []
    for extent in shape {
      var factors: [AxisFactor] = []
      var rest = extent
      while rest > 1 {
        guard let next = pending.popLast() else { return nil }
        if rest % next.extent == 0 {
          factors.append(next)
          rest /= next.extent
        } else if next.isFeature, next.extent % rest == 0 {
          factors.append(.feature(rest))
          pending.append(.feature(next.extent / rest))
          rest = 1
        } else {
          return nil
        }
      }
      result.append(factors)
    }
    return pending.isEmpty ? AxisFactors(axes: result) : nil
  }

  /// The position axes renumbered.
  func renumbered(_ map: [Int: Int]) -> AxisFactors {
    AxisFactors(
      axes: axes.map { axis in
        axis.compactMap { factor in
          guard case .position(let old, let extent) = factor else { return factor }
          return map[old].map { .position(axis: $0, extent: extent) }
        }
      })
  }
}
