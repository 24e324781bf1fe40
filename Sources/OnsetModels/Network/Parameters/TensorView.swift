/// How the elements of a value lie in the tensors that they were moved from.
///
/// Reshaping, transposing, slicing, splitting and joining only move elements; a view follows them, so that
/// a weight that reaches its consumer through any chain of these is still read in the axes in which it is
/// stored. The same bookkeeping follows the channels of a packed projection to where attention uses them.
package struct TensorView: Hashable, Sendable {
  /// The value's extents.
  package var dimensions: [Int]
  /// The parts that come from one tensor each; several after a concatenation.
  package var pieces: [Piece]

  /// A box of the value, and where its elements are stored.
  package struct Piece: Hashable, Sendable {
    /// Which tensor the elements come from.
    package var source: Int
    /// The box in the value's axes.
    package var box: [Range<Int>]
    /// The stored index of the box's first element.
    package var origin: [Int]
    /// For each axis of the value, the stored axes that it runs over, outermost first.
    package var axes: [[Factor]]
  }

  /// One stored axis, or a part of one, within an axis of a value.
  package struct Factor: Hashable, Sendable {
    /// The stored axis; `nil` for a repetition of the same elements.
    package var storedAxis: Int?
    /// How far one step of this factor goes along the stored axis.
    package var step: Int
    /// How many steps there are.
    package var extent: Int
  }

  /// A stored tensor seen as it is.
  package init(source: Int, dimensions: [Int]) {
    self.dimensions = dimensions
    let axes = dimensions.enumerated().map { axis, extent in
      [Factor(storedAxis: axis, step: 1, extent: extent)]
    }
    pieces = [
      Piece(
        source: source, box: dimensions.map { 0..<$0 },
        origin: Array(repeating: 0, count: dimensions.count), axes: axes)
    ]
  }

  /// A value of known extents made of pieces.
  package init(dimensions: [Int], pieces: [Piece]) {
    self.dimensions = dimensions
    self.pieces = pieces
  }

  /// Longer axes are not followed, so that no sum or product of indices overflows.
  package static let extentLimit = 1 << 48

  /// How many axes are longer than 1.
  package var significantAxes: Int { dimensions.count { $0 != 1 } }
}

// MARK: - Moving elements

extension TensorView {
  /// The axes in another order.
  package func transposed(_ order: [Int]) -> TensorView {
    var view = self
    view.dimensions = order.map { dimensions[$0] }
    for index in pieces.indices {
      view.pieces[index].box = order.map { pieces[index].box[$0] }
      view.pieces[index].axes = order.map { pieces[index].axes[$0] }
    }
    return view
  }

  /// A new axis of extent 1.
  package func insertingAxis(_ axis: Int) -> TensorView {
    var view = self
    view.dimensions.insert(1, at: axis)
    for index in pieces.indices {
      view.pieces[index].box.insert(0..<1, at: axis)
      view.pieces[index].axes.insert([], at: axis)
    }
    return view
  }

  /// Without an axis of extent 1.
  package func removingAxis(_ axis: Int) -> TensorView {
    var view = self
    view.dimensions.remove(at: axis)
    for index in pieces.indices {
      view.pieces[index].box.remove(at: axis)
      view.pieces[index].axes.remove(at: axis)
    }
    return view
  }

  /// A part along one axis, or `nil` when it cuts through stored axes.
  package func sliced(axis: Int, start: Int, count: Int, step: Int = 1) -> TensorView? {
    guard count > 0, step > 0, step <= Int(Int32.max), step == 1 || pieces.count == 1 else {
      return nil
    }
    var view = self
    view.dimensions[axis] = count
    view.pieces = []
    let last = start + (count - 1) * step + 1
    for piece in pieces {
      let box = piece.box[axis].clamped(to: start..<last)
      guard !box.isEmpty else { continue }
      let taken = step == 1 ? box.count : count
      guard
        var part = piece.sliced(
          axis: axis, start: box.lowerBound - piece.box[axis].lowerBound, count: taken, step: step)
      else { return nil }
      part.box[axis] = box.lowerBound - start..<box.lowerBound - start + taken
      view.pieces.append(part)
    }
    return view
  }

  /// Several views joined along an axis.
  package static func joined(_ parts: [TensorView], axis: Int) -> TensorView? {
    guard var view = parts.first, axis < view.dimensions.count else { return nil }
    for part in parts.dropFirst() {
      guard part.dimensions.count == view.dimensions.count else { return nil }
      let shift = view.dimensions[axis]
      guard shift <= extentLimit, part.dimensions[axis] <= extentLimit else { return nil }
      view.dimensions[axis] += part.dimensions[axis]
      view.pieces += part.pieces.map { piece in
        var moved = piece
        moved.box[axis] = piece.box[axis].lowerBound + shift..<piece.box[axis].upperBound + shift
        return moved
      }
    }
    return view
  }

  /// The same elements in another shape, or `nil` when an axis of it would mix stored axes.
  package func reshaped(_ target: [Int]) -> TensorView? {
    if dimensions == target { return self }
    if dimensions.filter({ $0 != 1 }) == target.filter({ $0 != 1 }) { return respaced(target) }
    guard pieces.count == 1, let piece = pieces.first else { return nil }
    var factors = ArraySlice(piece.axes.joined().filter { $0.extent > 1 })
    var axes: [[Factor]] = []
    for extent in target {
      var axis: [Factor] = []
      var missing = extent
      while missing > 1 {
        guard let factor = factors.popFirst() else { return nil }
        if factor.extent <= missing {
          guard missing % factor.extent == 0 else { return nil }
          axis.append(factor)
          missing /= factor.extent
        } else {
          guard factor.extent % missing == 0 else { return nil }
          let inner = factor.extent / missing
          axis.append(
            Factor(storedAxis: factor.storedAxis, step: factor.step * inner, extent: missing))
          factors =
            [Factor(storedAxis: factor.storedAxis, step: factor.step, extent: inner)] + factors
          missing = 1
        }
      }
      axes.append(axis)
    }
    guard factors.isEmpty else { return nil }
    var reshaped = piece
    reshaped.axes = axes
    reshaped.box = target.map { 0..<$0 }
    return TensorView(dimensions: target, pieces: [reshaped])
  }

  /// Another shape that differs in axes of extent 1 only.
  private func respaced(_ target: [Int]) -> TensorView {
    var view = self
    for axis in dimensions.indices.reversed() where dimensions[axis] == 1 {
      view = view.removingAxis(axis)
    }
    for axis in target.indices where target[axis] == 1 { view = view.insertingAxis(axis) }
    return view
  }

  /// Repeated along axes of extent 1 to fit a shape.
  package func expanded(_ target: [Int]) -> TensorView? {
    guard target.count >= dimensions.count else { return nil }
    var view = self
    for _ in 0..<target.count - dimensions.count { view = view.insertingAxis(0) }
    for axis in target.indices where view.dimensions[axis] != target[axis] {
      guard view.dimensions[axis] == 1, target[axis] > 0 else { return nil }
      view.dimensions[axis] = target[axis]
      for index in view.pieces.indices {
        view.pieces[index].box[axis] = 0..<target[axis]
        view.pieces[index].axes[axis] = [Factor(storedAxis: nil, step: 0, extent: target[axis])]
      }
    }
    return view
  }
}

extension TensorView.Piece {
  /// A part along one axis, counted from the start of the box.
  fileprivate func sliced(axis: Int, start: Int, count: Int, step: Int) -> TensorView.Piece? {
    var piece = self
    var start = start
    var factors = ArraySlice(axes[axis])
    while let outer = factors.first {
      let inner = factors.dropFirst().reduce(1) { $0 * $1.extent }
      if factors.count == 1 {
        piece.advance(outer, by: start)
        piece.axes[axis] = [
          TensorView.Factor(storedAxis: outer.storedAxis, step: outer.step * step, extent: count)
        ]
        return piece
      }
      guard step == 1 else { return nil }
      if start % inner == 0, count % inner == 0 {
        piece.advance(outer, by: start / inner)
        let kept = TensorView.Factor(
          storedAxis: outer.storedAxis, step: outer.step, extent: count / inner)
        piece.axes[axis] = [kept] + factors.dropFirst()
        return piece
      }
      guard start / inner == (start + count - 1) / inner else { return nil }
      piece.advance(outer, by: start / inner)
      start %= inner
      factors = factors.dropFirst()
    }
    return start == 0 && count == 1 ? piece : nil
  }

  private mutating func advance(_ factor: TensorView.Factor, by steps: Int) {
    if let axis = factor.storedAxis { origin[axis] += factor.step * steps }
  }

  /// The stored indices along one stored axis that the piece's elements have, as sorted runs.
  package func runs(along storedAxis: Int) -> [Range<Int>] {
    let factors = axes.joined().filter { $0.storedAxis == storedAxis }
    let count = factors.reduce(1) { $0 * $1.extent }
    guard count <= 1 << 20 else { return [origin[storedAxis]..<origin[storedAxis] + count] }
    var indices = [origin[storedAxis]]
    for factor in factors.sorted(by: { $0.step > $1.step }) {
      indices = indices.flatMap { base in (0..<factor.extent).map { base + $0 * factor.step } }
    }
    var runs: [Range<Int>] = []
    for index in indices.sorted() {
      if let last = runs.last, index <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, index + 1)
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }
}
