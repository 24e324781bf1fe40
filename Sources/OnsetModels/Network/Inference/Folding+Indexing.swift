import OnsetCore

extension Folding {
  /// Whole slices picked along an axis.
  static func gather(
    _ data: FoldedTensor, _ picks: [Int], axis: Int, dimensions: [Int]
  ) -> FoldedTensor? {
    let extent = data.dimensions[axis]
    let places = picks.compactMap { IndexArithmetic.axis($0, rank: extent) }
    guard places.count == picks.count else { return nil }
    let inner = data.dimensions[(axis + 1)...].reduce(1, *)
    let outer = data.dimensions[..<axis].reduce(1, *)
    var indices: [Int] = []
    for block in 0..<outer {
      for place in places {
        let start = (block * extent + place) * inner
        indices.append(contentsOf: start..<start + inner)
      }
    }
    return data.selecting(indices, dimensions: dimensions)
  }

  /// Single elements picked along an axis.
  static func gatherElements(
    _ data: FoldedTensor, _ places: FoldedTensor, axis: Int
  ) -> FoldedTensor? {
    let rank = data.dimensions.count
    guard let axis = IndexArithmetic.axis(axis, rank: rank), let picks = places.integers,
      places.dimensions.count == rank,
      zip(places.dimensions, data.dimensions).enumerated().allSatisfy({
        $0.offset == axis || $0.element.0 <= $0.element.1
      })
    else { return nil }
    var strides = IndexArithmetic.strides(data.dimensions)
    let step = strides[axis]
    strides[axis] = 0
    let starts = IndexArithmetic.offsets(places.dimensions, strides: strides)
    let rows = picks.compactMap { IndexArithmetic.axis($0, rank: data.dimensions[axis]) }
    guard rows.count == picks.count else { return nil }
    let indices = zip(starts, rows).map { $0 + $1 * step }
    return data.selecting(indices, dimensions: places.dimensions)
  }

  /// Slices picked by tuples of indices.
  static func gatherND(
    _ data: FoldedTensor, _ picks: [Int], depth: Int, dimensions: [Int]
  ) -> FoldedTensor? {
    guard depth > 0 else { return nil }
    let strides = IndexArithmetic.strides(data.dimensions)
    let inner = data.dimensions[depth...].reduce(1, *)
    var indices: [Int] = []
    for tuple in stride(from: 0, to: picks.count - picks.count % depth, by: depth) {
      var start = 0
      for axis in 0..<depth {
        guard let place = IndexArithmetic.axis(picks[tuple + axis], rank: data.dimensions[axis])
        else {
          return nil
        }
        start += place * strides[axis]
      }
      indices.append(contentsOf: start..<start + inner)
    }
    return data.selecting(indices, dimensions: dimensions)
  }

  /// The upper or lower triangle of the last two axes, zero elsewhere.
  static func triangle(_ data: FoldedTensor, isUpper: Bool, diagonal: Int) -> FoldedTensor? {
    guard data.dimensions.count >= 2, let columns = data.dimensions.last, columns > 0 else {
      return nil
    }
    let rows = data.dimensions[data.dimensions.count - 2]
    let keeps = (0..<data.count).map { index in
      let (line, column) = index.quotientAndRemainder(dividingBy: columns)
      let distance = column - line % rows
      return isUpper ? distance >= diagonal : distance <= diagonal
    }
    switch data.elements {
    case .integers(let values):
      let kept = zip(values, keeps).map { $1 ? $0 : 0 }
      return FoldedTensor(dtype: data.dtype, dimensions: data.dimensions, elements: .integers(kept))
    case .reals(let values):
      let kept = zip(values, keeps).map { $1 ? $0 : 0 }
      return FoldedTensor(dtype: data.dtype, dimensions: data.dimensions, elements: .reals(kept))
    case .symbolic: return nil
    }
  }
}
