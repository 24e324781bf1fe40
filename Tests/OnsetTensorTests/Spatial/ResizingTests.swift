import OnsetCore
import OnsetTensor
import Testing

struct ResizingTests {
  @Test(arguments: [
    Resampling(.nearest(.preferFloor)), Resampling(.linear),
    Resampling(.cubic(a: -0.75), coordinates: .alignCorners),
    Resampling(.linear, isAntialiased: true),
    Resampling(.linear, coordinates: .cropped(from: 0.3, to: 1.4)),
  ])
  func derivatives(_ sampling: Resampling) throws {
    let x = try GradientCheck.sample([2, 2, 4, 3], seed: 1)
    try GradientCheck.verify([x]) {
      try $0[0].resized(axes: [2, 3], to: [7, 2], by: [sampling], outside: 1.5).sin()
    }
  }

  @Test func depthAndSpace() throws {
    let x = try GradientCheck.sample([2, 8, 2, 3], seed: 2)
    for order in [Tensor.BlockOrder.blockFirst, .channelFirst] {
      let space = try x.depthToSpace(block: 2, order: order)
      #expect(space.shape == [2, 2, 4, 6])
      #expect(try space.spaceToDepth(block: 2, order: order).numbers == x.numbers)
      try GradientCheck.verify([x]) { try $0[0].depthToSpace(block: 2, order: order).sin() }
    }
    // ONNX's example of DCR: channels 0, 1, 2, 3 of the first place make the first block.
    let small = try Tensor.range(8, dtype: .float32).reshaped(to: [1, 4, 1, 2])
    #expect(try small.depthToSpace(block: 2).numbers == [0, 2, 1, 3, 4, 6, 5, 7])
    #expect(throws: OnsetError.self) { try small.depthToSpace(block: 3) }
    #expect(throws: OnsetError.self) { try small.spaceToDepth(block: 2) }
    #expect(throws: OnsetError.self) { try small.depthToSpace(block: 0) }
  }

  @Test func sizesThatDoNotFit() throws {
    let x = try Tensor.zeros([1, 1, 3, 3])
    let linear = [Resampling(.linear)]
    #expect(throws: OnsetError.self) { try x.resized(axes: [2, 3], to: [4], by: linear) }
    #expect(throws: OnsetError.self) { try x.resized(axes: [2], to: [0], by: linear) }
    #expect(throws: OnsetError.self) { try x.resized(axes: [2, 2], to: [3, 3], by: linear) }
    #expect(throws: OnsetError.self) { try x.resized(axes: [2], to: [6], scales: [-1], by: linear) }
    #expect(throws: OnsetError.self) {
      try x.cast(to: .int32).resized(axes: [2], to: [6], by: linear)
    }
  }
}
