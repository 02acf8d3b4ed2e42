-- What wrk sends: `-- <path> <headers file> <body file> [<file of Authorization headers>]`.
-- With the last one each request takes the next key; else all are the same bytes, made once.
local requests, turn = nil, 0

local function read(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  wrk.method = "POST"
  wrk.path = args[1]
  wrk.body = read(args[3])
  for line in read(args[2]):gmatch("[^\n]+") do
    local name, value = line:match("^([^:]+): (.*)$")
    wrk.headers[name] = value
  end
  if args[4] == nil then return end
  requests = {}
  for key in read(args[4]):gmatch("[^\n]+") do
    wrk.headers["authorization"] = key
    requests[#requests + 1] = wrk.format()
  end
  request = function()
    turn = turn % #requests + 1
    return requests[turn]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"not_200":%d,"socket_errors":%d,"timeouts":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write, errors.timeout))
end
