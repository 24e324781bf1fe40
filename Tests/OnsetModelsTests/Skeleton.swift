import Testing

@Suite struct OnsetModelsSkeletonTests {
}
