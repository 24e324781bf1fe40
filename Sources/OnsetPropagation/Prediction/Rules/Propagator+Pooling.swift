import OnsetModels
import OnsetTheory

/// Pooling windows and reductions.
extension Propagator {
  func pool(_ node: Operator, _ attributes: PoolAttributes) -> Signal {
    guard let input = image(node), let output = shape(node.output(0)),
      output.count == input.factors.axes.count
    else { return .unknown }
    let taps = (0..<(output.count - 2)).map { axis in
      let stride = attributes.strides.isEmpty ? 1 : attributes.strides[axis]
      let dilation = attributes.dilations.isEmpty ? 1 : attributes.dilations[axis]
      let extent = input.sites.extents[axis]
      let padding = Self.padding(
        attributes.autoPad, attributes.pads, axis: axis, input: extent, output: output[2 + axis],
        size: attributes.kernelShape[axis], stride: stride, dilation: dilation)
      return AxisTaps.window(
        inputs: extent, outputs: output[2 + axis], size: attributes.kernelShape[axis],
        stride: stride, dilation: dilation, padding: padding)
    }
    var result: Signal
    switch attributes.kind {
    case .average:
      let window =
        attributes.countsPadding
        ? Double(attributes.kernelShape.reduce(1, *)) : taps.reduce(1) { $0 * $1.averageTaps }
      result = resampled(input, taps, scale: 1 / max(1, window))
    case .maximum: result = maximum(input, taps)
    case .lp: return .unknown
    }
    guard case .field(var field) = result else { return .unknown }
    for axis in taps.indices {
      field.factors.axes[2 + axis] = [.position(axis: axis, extent: taps[axis].outputs)]
    }
    return .field(field)
  }

  func globalPool(_ node: Operator, _ kind: PoolKind) -> Signal {
    guard let field = field(node, 0) else { return .unknown }
    let rank = field.factors.axes.count
    return reduced(
      field, kind == .average ? .mean : kind == .maximum ? .maximum : .l2,
      axes: Array(2..<max(2, rank)), keeps: true)
  }

  func reduce(_ node: Operator, _ kind: ReductionKind, axes: [Int]?, keeps: Bool) -> Signal {
    guard let field = field(node, 0) else { return .unknown }
    let along = axes ?? integers(node, 1) ?? Array(field.factors.axes.indices)
    let resolved = along.compactMap { field.factors.axis($0) }
    return reduced(field, kind, axes: resolved, keeps: keeps)
  }

  private func reduced(
    _ field: Field, _ kind: ReductionKind, axes: [Int], keeps: Bool
  ) -> Signal {
    var factors = field.factors
    let gone = axes.flatMap { factors.axes[$0] }
    for axis in axes { factors.axes[axis] = [] }
    if !keeps {
      factors.axes = factors.axes.indices.filter { !axes.contains($0) }.map { factors.axes[$0] }
    }
    let positions = Set(gone.compactMap(\.positionAxis))
    let rest = field.sites.extents.indices.filter { !positions.contains($0) }
    let renumbered = factors.renumbered(
      Dictionary(uniqueKeysWithValues: rest.enumerated().map { ($1, $0) }))
    if gone.isEmpty { return .field(field.with(renumbered)) }
    if gone.allSatisfy(\.isFeature) { return overFeatures(field, kind, factors) }
    guard gone.allSatisfy({ $0.positionAxis != nil }) else { return .unknown }
    var input = field
    if field.sites.isGrid, positions.count < field.sites.extents.count {
      guard let listed = listed(field) else { return .unknown }
      input = listed
    }
    let count = positions.reduce(1) { $0 * field.sites.extents[$1] }
    switch kind {
    case .mean:
      return averaged(input, over: positions, factors: renumbered).map { .field($0) } ?? .unknown
    case .sum:
      return averaged(input, over: positions, factors: renumbered, scale: Double(count))
        .map { .field($0) } ?? .unknown
    case .maximum where positions.count == field.sites.extents.count:
      let grid = gridded(input)
      let taps = grid.sites.extents.map {
        AxisTaps.window(inputs: $0, outputs: 1, size: $0, stride: 1, dilation: 1, padding: 0)
      }
      guard case .field(let pooled) = maximum(grid, taps) else { return .unknown }
      let all = Set(grid.sites.extents.indices)
      return averaged(pooled, over: all, factors: renumbered).map { .field($0) } ?? .unknown
    default: return .unknown
    }
  }

  /// A mean over features is one number per site, sharp for a wide layer.
  private func overFeatures(
    _ field: Field, _ kind: ReductionKind, _ factors: AxisFactors
  ) -> Signal {
    let kernel = field.kernel
    let count = Double(field.featureCount)
    let numbers: [Double]? =
      switch kind {
      case .mean: kernel.mean
      case .sum: kernel.mean.map { $0 * count }
      case .sumOfSquares: kernel.own.map { $0 * count }
      case .l2: kernel.own.map { ($0 * count).squareRoot() }
      default: nil
      }
    guard let numbers else { return .unknown }
    return .perSite(SiteNumbers(factors: factors, sites: kernel.sites, numbers: numbers))
  }

  /// The maximum over a window of a function of a Gaussian source.
  ///
  /// The window's n values are taken as equally correlated with each other (their average correlation
  /// r): a common part and n independent ones. Given the common part t, the maximum's average is a
  /// function h(t), and two windows are joined by the correlation of their common parts.
  private func maximum(_ field: Field, _ taps: [AxisTaps]) -> Signal {
    let back = taps.map(\.transposed)
    let window = taps.reduce(1.0) { $0 * $1.averageTaps }
    let size = Int(window.rounded())
    guard size > 1 else { return resampled(field, taps) }
    var result = field
    result.parts = field.parts.map { part in
      let maximum = WindowMaximum(
        of: part.scalarFunction, input: part.source.kernel, taps: taps, size: size)
      let source = derive(maximum.output) { gradient in
        // Each output's gradient goes to one of n places; shares of one window exclude each other.
        let spread = gradient.mapped(by: back, isShared: true)
        var routed = spread.scaledMoments(by: 1 / (window * window), mean: 0)
        routed.own = [max(Self.routedPower(gradient, taps), routed.own[0])]
        let excluded = taps.map { min($0.inputs, $0.joins.count) }
        routed.forEachLag { index, lag in
          // Within a window: the chance that both lie in it, and then only one is the maximum.
          let together = zip(lag, excluded).reduce(1.0) {
            $0 * max(0, 1 - Double($1.0) / Double($1.1))
          }
          routed.pairs[index] *= 1 - together
        }
        routed.copyOwnToDiagonal()
        part.receive(routed, correction: maximum.slopeCorrection)
      }
      source.marginal = Marginal(nodes: maximum.distribution)
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return .field(result)
  }

  /// E[g²] at an input of max pooling: windows that overlap choose the same input with probability
  /// 1/|W ∪ W′|, and what they send there adds up.
  private static func routedPower(_ gradient: Kernel, _ taps: [AxisTaps]) -> Double {
    let sizes = taps.map { min($0.inputs, $0.joins.count) }
    let strides = taps.map { window -> Int in
      guard let tap = window.joins.first(where: { $0.count > 1 }) else { return window.inputs }
      return max(1, (tap[1].input - tap[0].input) / max(1, tap[1].output - tap[0].output))
    }
    let size = Double(sizes.reduce(1, *))
    var total = 0.0
    gradient.forEachLag { index, lag in
      var (pairs, overlap) = (1.0, 1.0)
      for (axis, distance) in lag.enumerated() {
        let common = Double(max(0, sizes[axis] - distance * strides[axis]))
        // Of all pairs of windows this far apart, those that reach an average input.
        let share = Double(taps[axis].outputs - distance) / Double(max(1, taps[axis].inputs))
        overlap *= common
        pairs *= common * share * (distance == 0 ? 1 : 2)
      }
      guard overlap > 0 else { return }
      let moment = lag.allSatisfy { $0 == 0 } ? gradient.own[0] : gradient.pairs[index]
      total += pairs * moment / (2 * size - overlap)
    }
    return total
  }
}
