package import OnsetCore

extension Tensor {
  /// Runs of `width` elements from the given places, counted in runs; a place of -1 gives zeros.
  ///
  /// Every way to index is a list of places: gathering, padding, tiling, sorting and triangles differ
  /// only in how they make it. Its adjoint is ``added(at:width:in:)``.
  package func picked(at places: [Int], width: Int = 1, as shape: Shape) throws -> Tensor {
    let size = width * dtype.size
    let result = try Tensor(shape: shape, dtype: dtype) { out in
      nonisolated(unsafe) let (from, to) = (bytes, out)
      ArrayKernels.run(places.count, chunk: Swift.max(1, ArrayKernels.chunk / Swift.max(1, width)))
      {
        for index in $0 {
          let target = to + index * size
          if places[index] < 0 {
            target.initializeMemory(as: UInt8.self, repeating: 0, count: size)
          } else {
            target.copyMemory(from: from + places[index] * size, byteCount: size)
          }
        }
      }
    }
    return result.recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.added(at: places, width: width, in: context.inputs[0].shape)]
    }
  }

  /// Zeros, to which runs of these elements are added at the given places, in order: the adjoint of
  /// ``picked(at:width:as:)``.
  package func added(at places: [Int], width: Int = 1, in shape: Shape) throws -> Tensor {
    let zeros = try Tensor.zeros(shape, dtype: dtype)
    dtype.withElement { type in
      func add<Element: TensorElement>(_ type: Element.Type) {
        nonisolated(unsafe) let from = pointer(Element.self)
        nonisolated(unsafe) let to = zeros.storage.bytes.assumingMemoryBound(to: Element.self)
        // Each core owns a part of the target and adds there in the order of the places.
        let slots = shape.count / Swift.max(1, width)
        let isSmall = places.count * width <= ArrayKernels.chunk
        ArrayKernels.run(slots, chunk: isSmall ? slots : Swift.max(1, (slots + 7) / 8)) { range in
          for (index, place) in places.enumerated() where range.contains(place) {
            for i in 0..<width {
              let sum = to[place * width + i].sum(from[index * width + i])
              to[place * width + i] = sum
            }
          }
        }
      }
      add(type)
    }
    let own = self.shape
    return zeros.recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.picked(at: places, width: width, as: own)]
    }
  }

  /// Indices from the front; negative ones count from the back.
  package func checkedIndices(below extent: Int) throws -> [Int] {
    guard dtype == .int64 || dtype == .int32 else {
      throw OnsetError(.invalidArgument, "indices of type \(dtype.rawValue)", fix: "use int64")
    }
    return try integers.map { index in
      guard index >= -extent, index < extent else {
        throw OnsetError(
          .invalidValue, "index \(index) lies outside an axis of extent \(extent)")
      }
      return index < 0 ? index + extent : index
    }
  }
}
