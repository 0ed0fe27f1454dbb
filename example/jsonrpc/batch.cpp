// SPDX-License-Identifier: BSL-1.0
// The calls of a file as one batch.
#include "run.hpp"

#include "arguments.hpp"
#include "line_source.hpp"

#include <algorithm>
#include <set>

namespace tool {
namespace {

// A batch of which some elements are sent as they are, and the ids that its answers will carry, as JSON text.
class batch_builder
{
public:
    void add(const line& added)
    {
        try
        {
            if (added.is_too_long)
                throw usage_error("it is longer than 64 MiB");
            messages_.push_back(parse_line(added.text));
            if (auto* raw = std::get_if<raw_message>(&messages_.back()))
                check(*raw);
        }
        catch (const std::exception& error)
        {
            throw usage_error(added.where() + error.what());
        }
    }

    // Gives an id to each request that has none.
    rpc::batch build(const rpc::id_generator& generate)
    {
        if (messages_.empty())
            throw usage_error("the batch is empty");
        std::string text;
        for (auto& message : messages_)
        {
            text += text.empty() ? '[' : ',';
            if (auto* call = std::get_if<rpc::request>(&message))
            {
                auto id = generate();
                while (own_ids_.count(to_string(id)))
                    id = generate();
                ids_.push_back(to_string(id));
                text += to_string(call->id(id));
            }
            else if (auto* raw = std::get_if<raw_message>(&message))
            {
                text += raw->text;
                if (raw->id)
                    ids_.push_back(*raw->id);
            }
            else
                text += to_string(std::get<rpc::notification>(message));
        }
        return rpc::batch::parse(text + ']');
    }

    const std::vector<std::string>& ids() const noexcept { return ids_; }

private:
    // The library names the element that it refuses, not the line.
    void check(const raw_message& raw)
    {
        if (rpc::batch::parse('[' + raw.text + ']').size() != 1)
            throw usage_error("it is not JSON");
        if (raw.id)
            own_ids_.insert(*raw.id);
    }

    std::vector<message> messages_;
    std::set<std::string> own_ids_;
    std::vector<std::string> ids_;
};

void print_missing(const std::vector<std::string>& ids, const rpc::client_error& error)
{
    for (auto& id : ids)
        print_line(missing_line(id, error.what()));
}

} // namespace

asio::awaitable<status> run_batch(rpc::client& client, const options& given)
{
    batch_builder builder;
    line_source source(given.file);
    for (auto read = co_await source.next(); read; read = co_await source.next())
        builder.add(*read);

    auto messages = builder.build(given.generate_id);
    try
    {
        auto answer = co_await client.send(messages);
        auto ended = status::good;
        for (auto& element : answer.data)
        {
            print_line(to_string(element));
            ended = worse(ended, status_of(element));
        }
        for (auto& stranger : answer.unmatched)
            say("jsonrpc: an answer that no request asked for: " + to_string(stranger));
        co_return ended;
    }
    catch (const rpc::client_error& error)
    {
        if (auto ended = report(std::current_exception()); ended != status::bad_usage)
        {
            print_missing(builder.ids(), error);
            co_return ended;
        }
        co_return status::bad_usage;
    }
}

} // namespace tool
