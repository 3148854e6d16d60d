/* Self-test of encoder: known inputs must give known outputs, max |a - b| <= 0.0001 max |b|. Returns 0 when it passes. */
#include "encoder.h"

#ifndef AOT_SELFTEST_NO_STDIO
#include <stdio.h>
#endif

static _Alignas(64) unsigned char arena[5184];

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
    -0.19917701f, -0.99257505f, 0.8394046f, 0.53769815f, -0.09545657f, 0.6542717f, 0.37847424f, -0.5678567f,
    -0.47946537f, -0.053594846f, 0.6768428f, 0.9404274f, -0.8790798f, -0.17900622f, 0.008935542f, 0.3675231f,
    -0.2433418f, -0.48752233f, 0.5642129f, 0.70448136f, 0.9728499f, 0.16988042f, -0.99268603f, -0.6247255f,
    0.98898727f, 0.99238497f, -0.4898324f, -0.50782984f, 0.71084654f, 0.8341436f, -0.31460372f, 0.56851614f,
};
static const float golden_output[] = {
    0.08813731f, -0.99170905f, 0.5290804f, 0.5539929f, 2.2823298f, -0.7329931f, 0.84459287f, 1.1389985f,
    0.18410441f, 1.3285772f, 1.6803765f, -0.36720753f, -0.87895733f, -0.69959223f, 0.550457f, -0.64204377f,
    -0.9443661f, -1.2248077f, -1.0351712f, -0.46419203f, -1.8725473f, -1.024185f, -0.6644137f, 0.99705666f,
    0.4327018f, 1.2637079f, -0.7270677f, -0.6894021f, 1.0939964f, 0.6338015f, 1.3455979f, -0.69819885f,
    0.7249606f, -0.10469464f, -0.35339504f, 0.8395467f, -0.797294f, -0.1951648f, 0.7356365f, 0.71670496f,
    0.6435908f, 1.2291955f, -1.0368726f, -0.7756665f, -0.5896953f, -0.5293171f, 0.1456608f, -1.6492704f,
    1.0508194f, -3.0788243f, 0.31665337f, 1.3977183f, -1.3876054f, -0.41189384f, -0.4354209f, -0.04162383f,
    0.46888116f, 1.3553067f, -0.760884f, -0.22027883f, 1.6089926f, 0.17555831f, 1.1515235f, 0.5132216f,
    0.7646648f, 0.109431215f, 1.3914123f, 0.79618454f, -1.6828364f, 0.5123402f, -0.18669629f, -2.7585745f,
    -1.2102762f, -0.17628509f, -1.0961101f, 0.7101366f, -0.76283145f, -2.6340063f, 0.07047042f, -0.43606573f,
    1.1055521f, 0.10765864f, 1.4750336f, 0.82825446f, -0.45775983f, -0.028765008f, -0.9917155f, 1.0336423f,
    0.7233065f, 0.9510842f, -0.12223346f, -0.8353964f, 1.6598027f, 0.7322513f, 0.52551657f, -0.83026314f,
    1.4185007f, -1.6518754f, 1.6637303f, 1.0485282f, -1.5630285f, 0.6664955f, -0.596505f, -0.1561791f,
    -0.8046047f, -1.3798674f, -2.206082f, 0.8299121f, -0.4901605f, -1.1021757f, -1.0669342f, -1.1956205f,
    0.31736457f, 0.41974556f, -0.12940043f, 1.6734953f, -0.28014517f, -0.70525855f, -1.0223937f, -0.22973016f,
    1.3925705f, 0.6352394f, 0.2989651f, 0.2588315f, 1.5502548f, 1.7539959f, 0.3055783f, 0.35085687f,
    0.40913263f, -0.7870582f, 0.29398268f, 1.2959566f, 0.46055773f, 0.16888201f, 0.1787387f, 2.4106557f,
    1.3073076f, -0.7929108f, 0.32203794f, 0.122300856f, -1.1544473f, -1.2999637f, 1.5871909f, -0.96329236f,
    -0.29653075f, -1.0059179f, -0.18534467f, -0.0036453847f, -1.4652485f, -0.6255708f, -0.41993898f, -0.520366f,
    -1.0754611f, -0.29489776f, 0.41990015f, 0.88320446f, 0.2536381f, -0.67210513f, 2.718371f, -0.82514435f,
    0.063525565f, -1.7719712f, 0.46751934f, 1.2199045f, 0.048087157f, 0.32444546f, -0.287262f, 0.45502976f,
    -0.7293186f, 1.3758372f, -0.38657057f, -0.594464f, -0.673225f, -0.38186216f, -0.32197547f, -1.3572124f,
    0.16577195f, -1.6408288f, 0.63851213f, 1.479191f, -1.8808978f, -0.76524293f, -0.846939f, 0.7536175f,
    1.0334139f, 1.0416185f, -0.2621064f, -1.2786853f, 1.3447391f, 0.45646018f, 2.5052593f, 0.5621311f,
    0.82479215f, -1.13446f, 0.73122406f, -0.3009f, -1.6596183f, -0.08285946f, -1.8063835f, -0.076324806f,
    0.6218424f, -1.5498136f, -0.81774247f, -0.68343496f, 1.028994f, -1.069539f, -0.1817261f, -1.6446056f,
    0.95876104f, 0.70975477f, 1.1017039f, 2.222187f, -1.1640285f, -0.55562675f, 0.19968066f, 0.78746974f,
    1.2174778f, 0.21593657f, -0.46580932f, 0.30881473f, 1.976046f, 1.2100183f, 0.4913777f, -1.0732313f,
    0.3968328f, -0.09919175f, -0.7587875f, -0.02142077f, -1.7133096f, 0.36982822f, -0.9528137f, 1.4841299f,
    -1.1640275f, -1.0413405f, -0.45729807f, 0.53892624f, 0.8228954f, -1.7067211f, 0.2724701f, -0.3239249f,
    0.16032423f, 1.7402922f, -1.4832315f, 0.380795f, -0.33264676f, -1.0251076f, -0.9112315f, 1.0994939f,
    -0.15930045f, -0.001288265f, 0.052202165f, 1.3235155f, 3.8182085f, 0.39438993f, -0.06262134f, -0.630451f,
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
