import OnsetCore

/// Follows views of some tensors through the operators that only move elements.
struct ViewTracker {
  /// What inference found, by value.
  let facts: [ValueFacts]
  /// The views found so far, by value.
  private(set) var views: [Network.ValueID: TensorView] = [:]
  /// The views of the members of sequences.
  private var sequences: [Network.ValueID: [TensorView]] = [:]

  /// Prepares to follow views.
  init(facts: [ValueFacts]) { self.facts = facts }

  /// Starts a view at a value.
  ///
  /// - Returns: Whether the value's extents are known well enough to be followed.
  @discardableResult
  mutating func start(at value: Network.ValueID, source: Int) -> Bool {
    guard let dimensions = dimensions(of: value), let count = IndexArithmetic.count(dimensions),
      count <= TensorView.extentLimit
    else { return false }
    views[value] = TensorView(source: source, dimensions: dimensions)
    return true
  }

  /// The view of a value.
  subscript(value: Network.ValueID?) -> TensorView? { value.flatMap { views[$0] } }

  /// Sets the view of a value that is computed from a followed one in place, element by element.
  mutating func set(_ view: TensorView?, for value: Network.ValueID) { views[value] = view }

  /// Follows the views of an operator's inputs to its outputs.
  ///
  /// - Returns: Whether an output, or a member of a sequence, is a view now.
  @discardableResult
  mutating func follow(_ node: Operator) -> Bool {
    if case .splitToSequence(let axis, let keeps) = node.operation {
      return followSequence(node, axis: axis, keepsDimensions: keeps)
    }
    if case .sequenceAt = node.operation { return followMember(node) }
    let results = outputs(of: node)
    for (output, view) in zip(node.outputs, results) {
      if let output, let view { views[output] = view }
    }
    return results.contains { $0 != nil }
  }

  /// The extents of a value, each unknown one as a prime of its own, so that products still divide.
  func dimensions(of value: Network.ValueID) -> [Int]? {
    guard let extents = facts[value].extents else { return nil }
    var dimensions: [Int] = []
    for extent in extents {
      guard let extent, extent.coefficient >= 1 else { return nil }
      var size: Int? = extent.coefficient
      for symbol in extent.symbols {
        let prime = Self.primes[symbol % Self.primes.count]
        size = size.flatMap { size in
          let (product, overflow) = size.multipliedReportingOverflow(by: prime)
          return overflow ? nil : product
        }
      }
      guard let size else { return nil }
      dimensions.append(size)
    }
    return dimensions
  }

  /// Stand-ins for unknown extents: primes that occur in no real shape.
  private static let primes = [10007, 10009, 10037, 10039, 10061, 10067, 10069, 10079]

  // MARK: Rows

  private func outputs(of node: Operator) -> [TensorView?] {
    guard case .concatenate(let axis) = node.operation else {
      return self[node.input(0)].map { outputs(of: node, from: $0) } ?? []
    }
    let parts = node.inputs.compactMap { self[$0] }
    guard parts.count == node.inputs.count, let first = parts.first,
      let axis = IndexArithmetic.axis(axis, rank: first.dimensions.count)
    else { return [] }
    return [TensorView.joined(parts, axis: axis)]
  }

  private func outputs(of node: Operator, from view: TensorView) -> [TensorView?] {
    let rank = view.dimensions.count
    switch node.operation {
    case .identity, .cast, .castLike, .dropout: return [view]
    case .reshape, .flatten, .squeeze, .unsqueeze:
      return node.output(0).flatMap { dimensions(of: $0) }.map { [view.reshaped($0)] } ?? []
    case .expand, .tile:
      return node.output(0).flatMap { dimensions(of: $0) }.map { [view.expanded($0)] } ?? []
    case .transpose(let permutation):
      let order = permutation ?? Array((0..<rank).reversed())
      return order.sorted() == Array(0..<rank) ? [view.transposed(order)] : []
    case .split(let axis, _, _):
      guard let axis = IndexArithmetic.axis(axis, rank: rank) else { return [] }
      return parts(of: view, axis: axis, sizes: node.outputs.map { extent(of: $0, axis) })
    case .slice(let starts, _, let axes): return slice(node, view, starts: starts, axes: axes)
    case .gather(let axis): return gather(node, view, axis: axis)
    default: return []
    }
  }

  private func extent(of value: Network.ValueID?, _ axis: Int) -> Int? {
    value.flatMap { dimensions(of: $0) }.flatMap { axis < $0.count ? $0[axis] : nil }
  }

  /// Consecutive parts along an axis.
  private func parts(of view: TensorView, axis: Int, sizes: [Int?]) -> [TensorView?] {
    var start = 0
    return sizes.map { size in
      guard let size, size <= view.dimensions[axis] - start else { return nil }
      defer { start += size }
      return view.sliced(axis: axis, start: start, count: size)
    }
  }

  private func slice(
    _ node: Operator, _ view: TensorView, starts: [Int]?, axes: [Int]?
  ) -> [TensorView?] {
    guard let output = node.output(0), let target = dimensions(of: output),
      target.count == view.dimensions.count,
      let starts = starts ?? integers(node.input(1))
    else { return [] }
    let axes = axes ?? integers(node.input(3)) ?? Array(starts.indices)
    let steps = integers(node.input(4)) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count else { return [] }
    var result: TensorView? = view
    for place in starts.indices {
      guard let axis = IndexArithmetic.axis(axes[place], rank: target.count), let current = result
      else {
        return []
      }
      let extent = current.dimensions[axis]
      if target[axis] == extent, steps[place] == 1 { continue }
      guard steps[place] > 0 else { return [] }
      let start = starts[place] < 0 ? max(0, starts[place] &+ extent) : min(starts[place], extent)
      result = current.sliced(axis: axis, start: start, count: target[axis], step: steps[place])
    }
    return [result]
  }

  /// One index, or consecutive ones, taken from an axis.
  private func gather(_ node: Operator, _ view: TensorView, axis: Int) -> [TensorView?] {
    guard let indices = node.input(1), let picks = integers(indices), let first = picks.first,
      let axis = IndexArithmetic.axis(axis, rank: view.dimensions.count),
      let start = IndexArithmetic.axis(first, rank: view.dimensions[axis]),
      picks.count == 1 || picks.indices.allSatisfy({ picks[$0] == start + $0 }),
      picks.count <= view.dimensions[axis] - start
    else { return [] }
    guard var part = view.sliced(axis: axis, start: start, count: picks.count) else { return [nil] }
    switch facts[indices].rank {
    case 0: part = part.removingAxis(axis)
    case 1: break
    default: return []
    }
    return [part]
  }

  private func integers(_ value: Network.ValueID?) -> [Int]? {
    value.flatMap { facts[$0].elements?.integers }
  }

  // MARK: Sequences

  private mutating func followSequence(
    _ node: Operator, axis: Int, keepsDimensions: Bool
  ) -> Bool {
    guard let view = self[node.input(0)], let output = node.output(0),
      let members = facts[output].sequence,
      let axis = IndexArithmetic.axis(axis, rank: view.dimensions.count)
    else { return false }
    let drops = node.input(1) == nil && !keepsDimensions
    let sizes = members.map { drops ? 1 : $0.extent(axis)?.known }
    let cut = parts(of: view, axis: axis, sizes: sizes).compactMap { $0 }
    guard cut.count == members.count else { return false }
    sequences[output] = drops ? cut.map { $0.removingAxis(axis) } : cut
    return true
  }

  private mutating func followMember(_ node: Operator) -> Bool {
    guard let list = node.input(0).flatMap({ sequences[$0] }), let output = node.output(0),
      let index = integers(node.input(1))?.first,
      let place = IndexArithmetic.axis(index, rank: list.count)
    else { return false }
    views[output] = list[place]
    return true
  }
}
