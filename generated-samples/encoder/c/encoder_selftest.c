/* Self-test of encoder: known inputs must give known outputs, max |a - b| <= 0.0001 max |b|. Returns 0 when it passes. */
#include "encoder.h"

#ifndef AOT_SELFTEST_NO_STDIO
#include <stdio.h>
#endif

static _Alignas(64) unsigned char arena[6016];

static const int64_t golden_input_ids[] = {
  0, 0, 1, 1, 0, 0, 1, 1,
};
static const int64_t golden_attention_mask[] = {
  0, 0, 0, 1, 1, 0, 0, 0,
};
static const int64_t golden_token_type_ids[] = {
  0, 1, 1, 1, 0, 1, 1, 0,
};
static const float golden_pooler_output[] = {
  -0.19917701f, -0.9925751f, 0.83940446f, 0.5376983f, -0.09545664f, 0.6542718f, 0.37847412f, -0.5678566f,
  -0.4794654f, -0.053594727f, 0.67684275f, 0.9404275f, -0.8790797f, -0.17900646f, 0.008935542f, 0.36752307f,
  -0.24334185f, -0.48752254f, 0.5642131f, 0.7044813f, 0.9728499f, 0.16988046f, -0.992686f, -0.62472534f,
  0.9889873f, 0.9923849f, -0.48983243f, -0.50782984f, 0.7108465f, 0.8341435f, -0.31460366f, 0.56851614f,
};
static const float golden_output[] = {
  0.08813734f, -0.9917092f, 0.52908033f, 0.5539929f, 2.2823298f, -0.7329932f, 0.84459275f, 1.1389985f,
  0.18410432f, 1.328577f, 1.6803766f, -0.36720753f, -0.8789573f, -0.6995923f, 0.550457f, -0.6420438f,
  -0.9443661f, -1.2248077f, -1.0351712f, -0.4641919f, -1.8725473f, -1.0241848f, -0.66441375f, 0.9970568f,
  0.43270183f, 1.263708f, -0.72706765f, -0.689402f, 1.0939964f, 0.6338015f, 1.3455979f, -0.69819885f,
  0.7249606f, -0.10469464f, -0.35339504f, 0.8395467f, -0.797294f, -0.1951648f, 0.7356365f, 0.71670496f,
  0.6435908f, 1.2291955f, -1.0368726f, -0.7756665f, -0.5896953f, -0.5293171f, 0.1456608f, -1.6492704f,
  1.0508194f, -3.0788243f, 0.31665337f, 1.3977183f, -1.3876054f, -0.41189384f, -0.4354209f, -0.04162383f,
  0.46888116f, 1.3553067f, -0.760884f, -0.22027883f, 1.6089926f, 0.17555831f, 1.1515235f, 0.5132216f,
  0.7646649f, 0.10943113f, 1.3914124f, 0.79618454f, -1.6828364f, 0.5123402f, -0.18669623f, -2.7585745f,
  -1.2102765f, -0.17628507f, -1.0961101f, 0.71013653f, -0.7628314f, -2.6340063f, 0.07047047f, -0.43606564f,
  1.1055521f, 0.10765867f, 1.4750336f, 0.8282545f, -0.45775977f, -0.028764956f, -0.9917155f, 1.0336423f,
  0.72330654f, 0.9510841f, -0.1222334f, -0.8353964f, 1.6598027f, 0.73225147f, 0.52551657f, -0.8302631f,
  1.4185007f, -1.6518754f, 1.6637303f, 1.0485282f, -1.5630282f, 0.6664955f, -0.5965049f, -0.15617912f,
  -0.8046047f, -1.3798674f, -2.206082f, 0.8299121f, -0.49016044f, -1.1021757f, -1.0669342f, -1.1956205f,
  0.31736466f, 0.41974548f, -0.12940043f, 1.6734953f, -0.2801451f, -0.70525867f, -1.0223937f, -0.22973016f,
  1.3925704f, 0.6352395f, 0.29896516f, 0.2588315f, 1.5502548f, 1.7539959f, 0.30557844f, 0.3508569f,
  0.40913263f, -0.7870582f, 0.29398268f, 1.2959566f, 0.46055773f, 0.16888201f, 0.1787387f, 2.4106557f,
  1.3073076f, -0.7929108f, 0.32203794f, 0.122300856f, -1.1544473f, -1.2999637f, 1.5871909f, -0.96329236f,
  -0.29653075f, -1.0059179f, -0.18534467f, -0.0036453847f, -1.4652485f, -0.6255708f, -0.41993898f, -0.520366f,
  -1.0754611f, -0.29489776f, 0.41990015f, 0.88320446f, 0.2536381f, -0.67210513f, 2.718371f, -0.82514435f,
  0.06352557f, -1.7719712f, 0.4675194f, 1.2199045f, 0.048087202f, 0.3244455f, -0.28726202f, 0.45502976f,
  -0.7293187f, 1.3758372f, -0.3865707f, -0.5944641f, -0.67322505f, -0.3818622f, -0.32197544f, -1.3572125f,
  0.165772f, -1.6408291f, 0.63851225f, 1.4791911f, -1.880898f, -0.76524305f, -0.84693915f, 0.75361764f,
  1.033414f, 1.0416187f, -0.2621064f, -1.2786856f, 1.3447394f, 0.45646024f, 2.5052598f, 0.56213117f,
  0.824792f, -1.1344602f, 0.73122406f, -0.30089998f, -1.6596185f, -0.08285941f, -1.8063835f, -0.0763247f,
  0.6218424f, -1.5498136f, -0.81774247f, -0.68343484f, 1.028994f, -1.069539f, -0.18172595f, -1.6446055f,
  0.95876104f, 0.70975477f, 1.1017039f, 2.222187f, -1.1640285f, -0.55562663f, 0.19968067f, 0.78746974f,
  1.2174779f, 0.21593657f, -0.46580938f, 0.30881482f, 1.976046f, 1.2100183f, 0.49137777f, -1.0732313f,
  0.39683285f, -0.09919176f, -0.7587875f, -0.021420784f, -1.7133096f, 0.36982822f, -0.95281357f, 1.4841299f,
  -1.1640275f, -1.0413405f, -0.45729807f, 0.53892624f, 0.8228953f, -1.7067208f, 0.27247006f, -0.3239249f,
  0.16032423f, 1.7402922f, -1.4832317f, 0.380795f, -0.33264673f, -1.0251076f, -0.9112315f, 1.0994939f,
  -0.15930045f, -0.0012882799f, 0.05220215f, 1.3235155f, 3.8182085f, 0.39438993f, -0.06262134f, -0.63045114f,
};
static _Alignas(64) float out_pooler_output[32];
static _Alignas(64) float out_output[256];

static int test(void) {
  const struct encoder_inputs inputs = {
    .input_ids = golden_input_ids,
    .attention_mask = golden_attention_mask,
    .token_type_ids = golden_token_type_ids,
  };
  const struct encoder_outputs outputs = {
    .pooler_output = out_pooler_output,
    .output = out_output,
  };
  int failed = 0;
  const void *const weights = NULL;
  const int status = encoder_run(&inputs, &outputs, weights, arena);
  if (status != ENCODER_OK) return 10 + status;
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 32; i++) {
      const double a = (double)out_pooler_output[i], b = (double)golden_pooler_output[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("pooler_output: max error %g of %g\n", error, largest);
#endif
  }
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 256; i++) {
      const double a = (double)out_output[i], b = (double)golden_output[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("output: max error %g of %g\n", error, largest);
#endif
  }
  return failed;
}

int main(void) {
  int failed = 0;
  if (failed == 0) failed = test();
#ifndef AOT_SELFTEST_NO_STDIO
  printf(failed ? "encoder: self-test FAILED\n" : "encoder: self-test passed\n");
#endif
  return failed;
}
