// SPDX-License-Identifier: BSL-1.0
#include "soak/plan.hpp"

#include "soak/chaos.hpp"
#include "soak/ledger.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace soak {

using namespace std::chrono_literals;

namespace {

call_kind kind_of(std::uint64_t die)
{
    if (die < 50)
        return call_kind::request;
    if (die < 65)
        return call_kind::callback;
    if (die < 70)
        return call_kind::typed;
    if (die < 80)
        return call_kind::notification;
    if (die < 92)
        return call_kind::batch;
    return die < 97 ? call_kind::text : call_kind::text_of_batch;
}

// An id that no other call has, of the caller's own.
rpc::id id_of(std::uint64_t number)
{
    if (number / messages_per_call % 2 == 0)
        return rpc::id("\u00e4\"" + std::to_string(number));
    return rpc::id(std::int64_t(1) << 40 | static_cast<std::int64_t>(number));
}

json::object members_of(std::uint64_t number, bool has_answer)
{
    json::object members{{"jsonrpc", "2.0"}, {"method", method_of(number)}};
    members["params"] = json::parse(params_of(number).text());
    if (has_answer)
        members["id"] = json::parse(to_string(id_of(number)));
    return members;
}

} // namespace

plan::plan(std::uint64_t seed, std::size_t call) : call(call), first_number(call * messages_per_call), timeout(3s)
{
    dice random(mix(seed, call));
    kind = kind_of(random.below(100));
    bool has_text = kind == call_kind::text || kind == call_kind::text_of_batch;
    for (auto count = 1 + random.below(messages_per_call); count != 0; --count)
        kinds_of_elements.push_back(!random.one_in(5));
    if (!has_text && random.one_in(10))
        own_id = id_of(first_number);
    is_idempotent = random.one_in(2);
    if (random.one_in(12))
        timeout = random.up_to(15ms);
    if (random.one_in(15))
        canceled_after = random.up_to(10ms);
    options.timeout(timeout);
    if (is_idempotent)
        options.idempotent(true);
    if (random.one_in(2))
        options.retry(rpc::backoff(1ms, 20ms).attempts(3));
    if (random.one_in(3))
        options.retry_on(busy);
}

rpc::request plan::request() const
{
    rpc::request made(method_of(first_number), params_of(first_number));
    if (own_id)
        made.id(*own_id);
    return made;
}

rpc::notification plan::notification() const
{
    return rpc::notification(method_of(first_number), params_of(first_number));
}

rpc::batch plan::batch() const
{
    rpc::batch made;
    for (std::size_t i = 0; i != kinds_of_elements.size(); ++i)
        if (is_answered(i))
            made.push_back(rpc::request(method_of(first_number + i), params_of(first_number + i)));
        else
            made.push_back(rpc::notification(method_of(first_number + i), params_of(first_number + i)));
    return made;
}

std::string plan::text() const { return json::serialize(members_of(first_number, is_answered(0))); }

std::string plan::text_of_batch() const
{
    json::array made;
    for (std::size_t i = 0; i != kinds_of_elements.size(); ++i)
        made.push_back(members_of(first_number + i, is_answered(i)));
    return json::serialize(made);
}

} // namespace soak
