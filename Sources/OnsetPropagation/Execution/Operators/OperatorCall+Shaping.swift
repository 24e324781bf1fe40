import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Operators that move elements without looking at them.
  func shaping() throws -> [Tensor] {
    let x = try tensor(0)
    switch node.operation {
    case .reshape(let allowsZero): return [try reshaped(x, allowsZero: allowsZero)]
    case .flatten(let axis):
      let axis = try x.placeBetweenAxes(axis)
      let dimensions = x.shape.dimensions
      return [
        try x.reshaped(
          to: [dimensions[..<axis].reduce(1, *), dimensions[axis...].reduce(1, *)])
      ]
    case .transpose(let permutation):
      return [try x.transposed(permutation ?? Array((0..<x.rank).reversed()))]
    case .squeeze(let axes): return [try x.squeezed(axes ?? integers(1))]
    case .unsqueeze(let axes):
      guard let axes = try axes ?? integers(1) else { throw unsupported("does not say which axes") }
      return [try x.unsqueezed(axes)]
    case .concatenate(let axis): return [try .concatenated(tensors(), axis: axis)]
    case .split(let axis, let sizes, let count):
      return try split(x, axis: axis, sizes: sizes ?? integers(1), count: count)
    case .slice(let starts, let ends, let axes): return [try sliced(x, starts, ends, axes)]
    default: return [try repeatedOrMoved(x)]
    }
  }

  private func repeatedOrMoved(_ x: Tensor) throws -> Tensor {
    switch node.operation {
    case .expand:
      let target = try Shape(checking: integers(1) ?? [])
      return try x.expanded(to: Broadcast(x.shape, target, for: "Expand").shape)
    case .tile: return try x.tiled(integers(1) ?? [])
    case .pad(let mode, let pads, let value):
      return try padded(x, mode: mode, pads: pads, value: value)
    case .depthToSpace(let size, let mode):
      return try x.depthToSpace(block: size, order: order(mode))
    case .spaceToDepth(let size, let mode):
      return try x.spaceToDepth(block: size, order: order(mode))
    default: throw unsupported("is no change of shape")
    }
  }

  /// -1 is what is left over; 0 is the input's own extent, unless it is allowed as an extent.
  private func reshaped(_ x: Tensor, allowsZero: Bool) throws -> Tensor {
    var extents = try integers(1) ?? []
    for (axis, extent) in extents.enumerated() where extent == 0 && !allowsZero {
      guard axis < x.rank else {
        throw OnsetError(
          .shapeMismatch, "the shape \(extents) copies an axis that \(x.shape) lacks")
      }
      extents[axis] = x.shape[axis]
    }
    let open = extents.indices.filter { extents[$0] == -1 }
    if let axis = open.first {
      let rest = try Shape(checking: extents.filter { $0 != -1 }).count
      guard open.count == 1, rest > 0, x.shape.count % rest == 0 else {
        throw OnsetError(
          .shapeMismatch, "a tensor of shape \(x.shape) does not fit the shape \(extents)")
      }
      extents[axis] = x.shape.count / rest
    }
    return try x.reshaped(to: Shape(checking: extents))
  }

  private func split(_ x: Tensor, axis: Int, sizes: [Int]?, count: Int?) throws -> [Tensor] {
    if let sizes { return try x.split(axis: axis, sizes: sizes) }
    let extent = x.shape[try x.checked(axis)]
    guard let count, count > 0 else { throw unsupported("does not say into how many parts") }
    // The last part is the smaller one.
    let size = (extent + count - 1) / count
    let parts = (0..<count).map { min(size, max(0, extent - $0 * size)) }
    return try x.split(axis: axis, sizes: parts)
  }

  private func sliced(
    _ x: Tensor, _ starts: [Int]?, _ ends: [Int]?, _ axes: [Int]?
  ) throws -> Tensor {
    guard let starts = try starts ?? integers(1), let ends = try ends ?? integers(2),
      starts.count == ends.count
    else { throw unsupported("needs as many starts as ends") }
    let axes = try axes ?? integers(3) ?? Array(starts.indices)
    let steps = try integers(4) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count else {
      throw unsupported("needs an axis and a step for each start")
    }
    var result = x
    for (place, axis) in axes.enumerated() {
      let extent = x.shape[try x.checked(axis)]
      guard
        let range = IndexArithmetic.slice(
          start: starts[place], end: ends[place], step: steps[place], extent: extent)
      else { throw unsupported("has a step of \(steps[place])") }
      result = try result.sliced(
        axis: axis, start: range.start, count: range.count, step: steps[place])
    }
    return result
  }

  private func padded(_ x: Tensor, mode: String, pads: [Int]?, value: Double?) throws -> Tensor {
    guard let pads = try pads ?? integers(1) else { throw unsupported("does not say by how much") }
    let axes = try x.checked(integers(3) ?? Array(0..<x.rank))
    guard pads.count == 2 * axes.count else {
      throw OnsetError(
        .shapeMismatch, "\(pads.count) numbers of padding do not fit \(axes.count) axes")
    }
    var (before, after) = ([Int](repeating: 0, count: x.rank), [Int](repeating: 0, count: x.rank))
    for (place, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (pads[place], pads[place + axes.count])
    }
    let padding: Tensor.Padding
    switch mode {
    case "constant":
      padding = .constant(try value ?? optionalTensor(2)?.numbers.first ?? 0)
    case "reflect": padding = .reflect
    case "edge": padding = .edge
    case "wrap": padding = .wrap
    default: throw unsupported("has no mode '\(mode)'")
    }
    return try x.padded(before: before, after: after, with: padding)
  }

  private func order(_ mode: String) throws -> Tensor.BlockOrder {
    switch mode {
    case "DCR": .blockFirst
    case "CRD": .channelFirst
    default: throw unsupported("has no mode '\(mode)'")
    }
  }
}

extension Tensor {
  /// A place before, between or behind the axes; negative ones count from the back.
  func placeBetweenAxes(_ place: Int) throws -> Int {
    let resolved = place < 0 ? place + rank : place
    guard (0...rank).contains(resolved) else {
      throw OnsetError(
        .shapeMismatch, "there is no place \(place) between the axes of shape \(shape)")
    }
    return resolved
  }
}
