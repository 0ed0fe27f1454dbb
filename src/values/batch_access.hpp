// SPDX-License-Identifier: BSL-1.0
// The inside of a batch, for the two that need it: the parser of raw text, and the writer that stamps the ids.
#pragma once

#include <jsonrpcclient/batch.hpp>

namespace jsonrpcclient::detail {

class batch_access
{
public:
    using raw = batch::raw;

    static auto& elements(batch& messages) { return messages.elements_; }
    static std::string& raw_text(batch& messages) { return messages.raw_text_; }
};

} // namespace jsonrpcclient::detail
