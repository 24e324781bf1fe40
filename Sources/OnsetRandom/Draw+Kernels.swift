internal import COnsetKernels

extension Draw {
  /// Writes the elements of a range of a stream.
  ///
  /// - Parameters:
  ///   - elements: The range, of which no index is negative.
  ///   - key: The stream's key.
  ///   - address: Where the first of them goes; each takes four bytes.
  ///   - path: The instruction set to use.
  package func fill(
    _ elements: Range<Int>, key: UInt64, at address: UnsafeMutableRawPointer, on path: KernelPath
  ) {
    withUnsafePointer(to: parameters) { parameters in
      path.kernels.fill(
        identifier, key, UInt64(elements.lowerBound), elements.count, parameters, address)
    }
  }

  /// What given words become: the transform alone, so that words that a stream never shows in a
  /// test's time can be tried as well.
  ///
  /// - Parameters:
  ///   - words: The words of whole tiles, a multiple of 64.
  ///   - path: The instruction set to use.
  package func elements(from words: [UInt32], on path: KernelPath) -> [Float] {
    precondition(words.count % Int(ONSET_TILE) == 0, "the words fill whole tiles")
    return [Float](unsafeUninitializedCapacity: words.count) { buffer, count in
      withUnsafePointer(to: parameters) { parameters in
        path.kernels.transform(
          identifier, words, words.count / Int(ONSET_TILE), parameters, buffer.baseAddress)
      }
      count = words.count
    }
  }

  private var identifier: onset_distribution {
    switch distribution {
    case .words: ONSET_WORDS
    case .uniform: ONSET_UNIFORM
    case .normal: ONSET_NORMAL
    case .truncatedNormal: ONSET_TRUNCATED_NORMAL
    case .sign: ONSET_SIGN
    }
  }

  private var parameters: onset_draw {
    onset_draw(
      scale: scale, shift: shift, lower: limits.lowerBound, upper: limits.upperBound,
      tail_below: tailBelow, tail_above: tailAbove, mass: mass, middle: middle)
  }
}
