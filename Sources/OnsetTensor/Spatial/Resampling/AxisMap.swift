import OnsetCore

/// A linear map of one axis: each output is a weighted sum of a few inputs.
///
/// Average pooling and resizing are such maps, one axis after the other; the derivative is the map turned
/// around, so that one operation serves all orders.
package struct AxisMap: Sendable {
  package let inputs: Int
  package var outputs: Int { starts.count - 1 }
  /// Where each output's terms start, and behind the last where they end.
  private var starts = [0]
  private var places: [Int] = []
  private var weights: [Double] = []

  /// A map without outputs, to which rows are added.
  package init(inputs: Int) { self.inputs = inputs }

  /// Adds an output: the sum of weight · input over its terms.
  package mutating func append(_ terms: [(place: Int, weight: Double)]) {
    places.append(contentsOf: terms.map(\.place))
    weights.append(contentsOf: terms.map(\.weight))
    starts.append(places.count)
  }

  /// The map in the other direction, with the same weights.
  package var turned: AxisMap {
    var rows = [[(place: Int, weight: Double)]](repeating: [], count: inputs)
    for output in 0..<outputs {
      for term in starts[output]..<starts[output + 1] {
        rows[places[term]].append((output, weights[term]))
      }
    }
    var map = AxisMap(inputs: outputs)
    for row in rows { map.append(row) }
    return map
  }

  /// Whether every output is the input at its own place.
  var isIdentity: Bool {
    inputs == outputs && places == Array(0..<inputs) && weights.allSatisfy { $0 == 1 }
  }
  /// Which outputs have no terms.
  var emptyRows: [Bool] { (0..<outputs).map { starts[$0] == starts[$0 + 1] } }
  var hasEmptyRows: Bool { emptyRows.contains(true) }
  /// The input of each output's first term.
  var firstPlaces: [Int] { (0..<outputs).map { places[starts[$0]] } }

  /// Applies the map to [outer, inputs, inner] and writes [outer, outputs, inner].
  fileprivate func apply<Element: MatrixElement>(
    _ input: UnsafePointer<Element>, outer: Int, inner: Int,
    into output: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (input, output) = (input, output)
    let weights = weights.map { Element($0) }
    let size = max(1, outputs * inner)
    ArrayKernels.run(outer, chunk: max(1, ArrayKernels.chunk / size)) { range in
      for block in range {
        let (from, to) = (input + block * inputs * inner, output + block * outputs * inner)
        for row in 0..<outputs {
          let terms = starts[row]..<starts[row + 1]
          if inner == 1 {
            var sum: Element = 0
            for term in terms { sum += weights[term] * from[places[term]] }
            to[row] = sum
          } else {
            let out = to + row * inner
            out.update(repeating: 0, count: inner)
            for term in terms {
              let (weight, line) = (weights[term], from + places[term] * inner)
              for i in 0..<inner { out[i] += weight * line[i] }
            }
          }
        }
      }
    }
  }
}

extension Tensor {
  /// The tensor with a map applied along an axis of as many elements as the map has inputs.
  ///
  /// - Throws: `OnsetError` for tensors that are not float32 or float64.
  package func mapped(axis: Int, by map: AxisMap) throws -> Tensor {
    guard dtype == .float32 || dtype == .float64 else {
      throw OnsetError(
        .invalidArgument, "a tensor of type \(dtype.rawValue) has no weighted sums",
        fix: "cast it to float32 or float64")
    }
    precondition(shape[axis] == map.inputs, "a map of \(map.inputs) inputs for shape \(shape)")
    var extents = shape.dimensions
    let (outer, inner) = (extents[..<axis].reduce(1, *), extents[(axis + 1)...].reduce(1, *))
    extents[axis] = map.outputs
    let result = try Tensor(shape: Shape(checking: extents), dtype: dtype) { out in
      if dtype == .float64 {
        map.apply(
          pointer(Double.self), outer: outer, inner: inner,
          into: out.assumingMemoryBound(to: Double.self))
      } else {
        map.apply(
          pointer(Float.self), outer: outer, inner: inner,
          into: out.assumingMemoryBound(to: Float.self))
      }
    }
    return result.recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.mapped(axis: axis, by: map.turned)]
    }
  }
}
