// SPDX-License-Identifier: BSL-1.0
// The inside of a batch, for those that need it: the parser of raw text, and the writers.
#pragma once

#include <jsonrpcclient/batch.hpp>

namespace jsonrpcclient::detail {

class batch_access
{
public:
    using raw = batch::raw;

    static auto& elements(batch& messages) { return messages.elements_; }
    static auto& elements(const batch& messages) { return messages.elements_; }
    static const std::string& raw_text(const batch& messages) { return messages.raw_text_; }
};

} // namespace jsonrpcclient::detail
