import OnsetCore

/// A convolution with circular padding, written from its definition.
///
/// `output[o, p] = Σ weight[o, i, t] · input[i, p + t − ⌊extent/2⌋]`, with positions taken modulo the image.
struct ConvolutionOracle {
  let weight: [Float]
  let shape: Shape
  let groups: Int

  /// Applies the kernel to an image of `shape[1] · groups` channels.
  func callAsFunction(_ input: [Double], image: [Int]) -> [Double] {
    let positions = image.reduce(1, *)
    let (outputs, inputs) = (shape[0], shape[1])
    let window = Array(shape.dimensions[2...])
    var result = [Double](repeating: 0, count: outputs * positions)
    for output in 0..<outputs {
      let group = output / (outputs / groups)
      for channel in 0..<inputs {
        for (tap, offset) in indices(of: window).enumerated() {
          let value = Double(
            weight[(output * inputs + channel) * window.reduce(1, *) + tap])
          guard value != 0 else { continue }
          for (position, point) in indices(of: image).enumerated() {
            var source = 0
            for axis in image.indices {
              let moved = point[axis] + offset[axis] - window[axis] / 2 + image[axis]
              source = source * image[axis] + moved % image[axis]
            }
            result[output * positions + position] +=
              value * input[(group * inputs + channel) * positions + source]
          }
        }
      }
    }
    return result
  }

  /// All index tuples of a box, in row-major order.
  private func indices(of box: [Int]) -> [[Int]] {
    box.reduce([[]]) { tuples, extent in
      tuples.flatMap { tuple in (0..<extent).map { tuple + [$0] } }
    }
  }
}
