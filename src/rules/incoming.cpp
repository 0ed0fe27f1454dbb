// SPDX-License-Identifier: BSL-1.0
#include "rules/incoming.hpp"

#include "rules/incoming_events.hpp"
#include "rules/plain_message.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parser.hpp>

namespace jsonrpcclient::detail {

message_kind kind_of(const incoming& message) noexcept
{
    if (!message.is_object)
        return message_kind::stranger;
    if (message.result || message.error)
        return message_kind::answer;
    if (message.method)
        return message.id_kind == id_member::absent || message.id_kind == id_member::null ? message_kind::notification
                                                                                          : message_kind::request;
    // Neither result nor error: an answer that breaks a rule, and one that its call should hear of.
    return message.id_kind == id_member::absent ? message_kind::stranger : message_kind::answer;
}

namespace {

json::parse_options limits_of(std::size_t max_depth)
{
    json::parse_options made;
    made.max_depth = max_depth;
    return made;
}

} // namespace

struct incoming_parser::impl
{
    impl(std::size_t max_depth, bool keeps_params)
        : max_depth(max_depth), parser(limits_of(max_depth), keeps_params),
          values(json::storage_ptr(), limits_of(max_depth < 2 ? 0 : max_depth - 2))
    {
    }

    std::size_t max_depth;
    json::basic_parser<incoming_events> parser;
    json::parser values;
};

incoming_parser::incoming_parser(std::size_t max_depth, bool keeps_params)
    : impl_(std::make_unique<impl>(max_depth, keeps_params))
{
}
incoming_parser::~incoming_parser() = default;

void incoming_parser::parse(std::string_view text)
{
    auto& parser = impl_->parser;
    auto& handler = parser.handler();
    handler.reset();
    error_.clear();
    if (impl_->max_depth >= 2 &&
        read_plain(text, impl_->values, {handler.messages, handler.is_array, handler.keeps_params}))
        return;
    parser.reset();
    handler.reset();
    json::error_code error;
    auto read = parser.write_some(true, text.data(), text.size(), error);
    if (!error && !parser.done())
    {
        // A number at the very end may be the beginning of a longer one: it is no id.
        handler.at_end = true;
        parser.write_some(false, nullptr, 0, error);
    }
    if (!error && read < text.size())
        error = json::error::extra_data;
    error_ = error ? error.message() : std::string();
}

void incoming_parser::shrink()
{
    impl_ = std::make_unique<impl>(impl_->max_depth, impl_->parser.handler().keeps_params);
}

bool incoming_parser::is_array() const noexcept { return impl_->parser.handler().is_array; }
std::vector<incoming>& incoming_parser::messages() noexcept { return impl_->parser.handler().messages; }

} // namespace jsonrpcclient::detail
