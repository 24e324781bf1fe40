import OnsetModels
import OnsetTestSupport
import Testing

/// A view must say where every element comes from: compared with moving an array of indices for real.
@Suite struct TensorViewTests {
  /// An array whose elements are the row-major indices of the tensor that they came from.
  private struct Moved {
    var dimensions: [Int]
    var elements: [Int]

    func transposed(_ order: [Int]) -> Moved {
      select(order.map { dimensions[$0] }) { index in
        var source = index
        for (axis, from) in order.enumerated() { source[from] = index[axis] }
        return source
      }
    }

    func sliced(_ axis: Int, _ start: Int, _ count: Int) -> Moved {
      var extents = dimensions
      extents[axis] = count
      return select(extents) { index in
        var source = index
        source[axis] += start
        return source
      }
    }

    func joined(_ other: Moved, _ axis: Int) -> Moved {
      var extents = dimensions
      extents[axis] += other.dimensions[axis]
      var result = Moved(dimensions: extents, elements: [])
      for index in indices(of: extents) {
        if index[axis] < dimensions[axis] {
          result.elements.append(elements[offset(index, dimensions)])
        } else {
          var source = index
          source[axis] -= dimensions[axis]
          result.elements.append(other.elements[offset(source, other.dimensions)])
        }
      }
      return result
    }

    private func select(_ extents: [Int], _ source: ([Int]) -> [Int]) -> Moved {
      Moved(
        dimensions: extents,
        elements: indices(of: extents).map { elements[offset(source($0), dimensions)] })
    }
  }

  private static func indices(of extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { prefixes, extent in
      prefixes.flatMap { p in (0..<extent).map { p + [$0] } }
    }
  }

  private static func offset(_ index: [Int], _ extents: [Int]) -> Int {
    zip(index, extents).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The stored index of every element of a view, row-major, by reading its pieces.
  private func read(_ view: TensorView, stored: [Int]) -> [Int] {
    Self.indices(of: view.dimensions).map { index in
      let piece = view.pieces.first { piece in
        zip(piece.box, index).allSatisfy { $0.contains($1) }
      }
      guard let piece else { return -1 }
      var place = piece.origin
      for (axis, factors) in piece.axes.enumerated() {
        var rest = index[axis] - piece.box[axis].lowerBound
        for factor in factors.reversed() {
          if let storedAxis = factor.storedAxis {
            place[storedAxis] += rest % factor.extent * factor.step
          }
          rest /= factor.extent
        }
      }
      return Self.offset(place, stored)
    }
  }

  @Test(arguments: 0..<300) func randomMovesAgreeWithMovingAnArray(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let stored = [4, 6, 2].shuffled(using: &random)
    var view = TensorView(source: 0, dimensions: stored)
    var moved = Moved(dimensions: stored, elements: Array(0..<48))
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let axis = Int.random(in: 0..<view.dimensions.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        let order = view.dimensions.indices.shuffled(using: &random)
        view = view.transposed(order)
        moved = moved.transposed(order)
      case 1:
        let start = Int.random(in: 0..<view.dimensions[axis], using: &random)
        let count = Int.random(in: 1...view.dimensions[axis] - start, using: &random)
        guard let part = view.sliced(axis: axis, start: start, count: count) else { continue }
        view = part
        moved = moved.sliced(axis, start, count)
      case 2:
        let extents = moved.dimensions
        let target = [
          extents.filter { $0 > 1 } + [1], [extents.reduce(1, *)],
          extents.flatMap { $0 % 2 == 0 ? [$0 / 2, 2] : [$0] },
        ][Int.random(in: 0..<3, using: &random)]
        guard let shaped = view.reshaped(target) else { continue }
        view = shaped
        moved.dimensions = target
      case 3:
        guard moved.elements.count < 200, let double = TensorView.joined([view, view], axis: axis)
        else {
          continue
        }
        view = double
        moved = moved.joined(moved, axis)
      default:
        view = view.insertingAxis(axis)
        moved.dimensions.insert(1, at: axis)
      }
    }
    #expect(view.dimensions == moved.dimensions)
    #expect(read(view, stored: stored) == moved.elements)
  }

  @Test func whatMixesStoredAxesIsNotFollowed() {
    // Four columns of six do not fall into three columns.
    let view = TensorView(source: 0, dimensions: [6, 4]).transposed([1, 0])
    #expect(view.reshaped([3, 8]) == nil)
    #expect(view.reshaped([8, 3]) != nil)
    #expect(
      TensorView(source: 0, dimensions: [6, 4]).reshaped([24])?.sliced(axis: 0, start: 2, count: 4)
        == nil)
  }

  @Test func runsAreTheStoredIndicesInOrder() throws {
    // Heads of q, k and v interleaved: (heads 2, parts 3, size 4) on an axis of 24.
    let heads = try #require(TensorView(source: 0, dimensions: [5, 24]).reshaped([5, 2, 3, 4]))
    let keys = try #require(heads.sliced(axis: 2, start: 1, count: 1))
    #expect(keys.pieces[0].runs(along: 1) == [4..<8, 16..<20])
    #expect(keys.pieces[0].runs(along: 0) == [0..<5])
  }
}
