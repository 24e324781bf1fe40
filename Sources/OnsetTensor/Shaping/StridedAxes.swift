import OnsetCore

/// The axes of a walk through memory, with neighbours merged where the walk goes on evenly.
struct StridedAxes: Sendable {
  /// How many places along each axis; no axis has extent 1.
  private(set) var extents: [Int] = []
  /// From one place to the next, in elements of memory and in the order of the walk.
  private(set) var strides: [SIMD2<Int>] = []

  init(_ walk: StridedCopy) {
    for axis in 0..<walk.shape.rank where walk.shape[axis] != 1 {
      extents.append(walk.shape[axis])
      strides.append([walk.strides[axis], walk.shape.strides[axis]])
      let last = extents.count - 1
      guard last > 0, strides[last - 1].x == strides[last].x &* extents[last] else { continue }
      extents[last - 1] *= extents.removeLast()
      strides[last - 1] = strides.removeLast()
    }
  }

  var count: Int { extents.reduce(1, *) }

  /// Takes one axis out.
  mutating func remove(_ axis: Int) -> (extent: Int, stride: SIMD2<Int>) {
    (extents.remove(at: axis), strides.remove(at: axis))
  }

  /// Calls `body` with the place in memory and in the order of each entry in a range.
  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (SIMD2<Int>) -> Void) {
    var counters = [Int](repeating: 0, count: extents.count)
    var (rest, place) = (range.lowerBound, SIMD2<Int>.zero)
    for axis in extents.indices.reversed() {
      counters[axis] = rest % extents[axis]
      rest /= extents[axis]
      place &+= strides[axis] &* counters[axis]
    }
    for _ in range {
      body(place)
      var axis = extents.count - 1
      while axis >= 0 {
        counters[axis] += 1
        place &+= strides[axis]
        if counters[axis] < extents[axis] { break }
        place &-= strides[axis] &* counters[axis]
        counters[axis] = 0
        axis -= 1
      }
    }
  }
}

extension SIMD2 {
  fileprivate var x: Scalar { self[0] }
}
