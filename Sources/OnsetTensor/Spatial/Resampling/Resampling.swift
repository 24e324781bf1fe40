/// How a tensor is resized along an axis: which input place an output stands for, and how the inputs
/// around it are weighed. The names and formulas are those of ONNX's Resize.
public struct Resampling: Sendable {
  /// How inputs are weighed.
  public enum Interpolation: Sendable {
    /// The nearest input.
    case nearest(Rounding)
    /// The two inputs around, by distance.
    case linear
    /// The four inputs around, by Keys' cubic with coefficient `a`, usually -0.75 or -0.5. Keys 1981,
    /// doi:10.1109/TASSP.1981.1163711.
    case cubic(a: Double)
  }

  /// Which input is nearest.
  public enum Rounding: Sendable {
    /// The nearest, and of two the first.
    case preferFloor
    /// The nearest, and of two the second.
    case preferCeil
    /// The one in front.
    case floor
    /// The one behind.
    case ceil
  }

  /// Which place x of the input output o stands for.
  public enum Coordinates: Sendable {
    /// x = (o + ½)/scale - ½.
    case halfPixel
    /// The same, around the centre even where scale · extent is no whole number.
    case halfPixelSymmetric
    /// The same, and 0 where there is one output.
    case pytorchHalfPixel
    /// x = o/scale.
    case asymmetric
    /// x = o·(inputs - 1)/(scale·inputs - 1): first and last elements stand for each other.
    case alignCorners
    /// The part of the input between two fractions of its extent; outside the input, no input counts.
    case cropped(from: Double, to: Double)
  }

  /// How inputs are weighed.
  public var interpolation: Interpolation
  /// Which place an output stands for.
  public var coordinates: Coordinates
  /// Whether places outside the input weigh nothing; else the outermost input stands for them.
  public var excludesOutside: Bool
  /// Whether the weights are stretched over the inputs of an output when there are fewer outputs.
  public var isAntialiased: Bool

  /// Makes a way of resizing.
  ///
  /// - Parameters:
  ///   - interpolation: How inputs are weighed.
  ///   - coordinates: Which place an output stands for.
  ///   - excludesOutside: Whether places outside the input weigh nothing.
  ///   - isAntialiased: Whether weights are stretched when there are fewer outputs than inputs.
  public init(
    _ interpolation: Interpolation, coordinates: Coordinates = .halfPixel,
    excludesOutside: Bool = false, isAntialiased: Bool = false
  ) {
    (self.interpolation, self.coordinates) = (interpolation, coordinates)
    (self.excludesOutside, self.isAntialiased) = (excludesOutside, isAntialiased)
  }

  /// The map from `inputs` to `outputs` elements, of which there are about `scale` per input.
  func map(inputs: Int, outputs: Int, scale: Double) -> AxisMap {
    var map = AxisMap(inputs: inputs)
    for output in 0..<outputs {
      let x = place(of: output, inputs: inputs, outputs: outputs, scale: scale)
      if case .cropped = coordinates, !(x >= 0 && x <= Double(inputs - 1)) {
        map.append([])
      } else {
        map.append(terms(at: x, inputs: inputs, scale: scale))
      }
    }
    return map
  }

  /// Where in the input an output lies.
  private func place(of output: Int, inputs: Int, outputs: Int, scale: Double) -> Double {
    let (o, n) = (Double(output), Double(inputs))
    // ONNX's reference takes the extent before it is rounded to whole outputs.
    let length = abs(scale * n - Double(outputs)) < 1e-4 ? Double(outputs) : scale * n
    switch coordinates {
    case .halfPixel: return (o + 0.5) / scale - 0.5
    case .halfPixelSymmetric:
      let adjustment = Double(outputs) / (scale * n)
      return n / 2 * (1 - adjustment) + (o + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return outputs > 1 ? (o + 0.5) / scale - 0.5 : 0
    case .asymmetric: return o / scale
    case .alignCorners: return length > 1 ? o * (n - 1) / (length - 1) : 0
    case .cropped(let from, let to):
      guard length > 1 else { return (from + to) * (n - 1) / 2 }
      return from * (n - 1) + o * (to - from) * (n - 1) / (length - 1)
    }
  }

  /// The inputs that count at a place, with weights that sum to 1.
  private func terms(at x: Double, inputs: Int, scale: Double) -> [(place: Int, weight: Double)] {
    let last = inputs - 1
    if case .nearest(let rounding) = interpolation {
      let nearest =
        switch rounding {
        case .preferFloor: (x - 0.5).rounded(.up)
        case .preferCeil: (x + 0.5).rounded(.down)
        case .floor: x.rounded(.down)
        case .ceil: x.rounded(.up)
        }
      return [(Int(min(max(nearest, 0), Double(last))), 1)]
    }
    // Within one element of the ends a place has the same terms as far outside.
    let x = min(max(x, -3 / min(scale, 1)), Double(last) + 3 / min(scale, 1))
    let stretch = isAntialiased ? min(scale, 1) : 1
    let reach = radius / stretch
    let (from, to) = (Int((x - reach).rounded(.down)), Int((x + reach).rounded(.up)))
    var terms = (from...to).map { (place: $0, weight: weight((Double($0) - x) * stretch)) }
    terms.removeAll { $0.weight == 0 || (excludesOutside && !(0...last).contains($0.place)) }
    let sum = terms.reduce(0) { $0 + $1.weight }
    return terms.map { (min(max($0.place, 0), last), sum == 0 ? $0.weight : $0.weight / sum) }
  }

  private var radius: Double { if case .linear = interpolation { 1 } else { 2 } }

  /// The weight of an input at a distance, in inputs.
  private func weight(_ distance: Double) -> Double {
    let d = abs(distance)
    guard case .cubic(let a) = interpolation else { return max(0, 1 - d) }
    if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }
}
